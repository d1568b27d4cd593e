DROP TABLE report_corrections;
DROP TABLE report_marks;
DROP TABLE review_seats;
DROP TABLE package_reviews;
DROP TABLE commission_rubrics;
DROP TABLE rubrics;
