DROP TABLE package_quality;
DROP TABLE review_marks;
DROP TABLE indicator_scores;
DROP TABLE package_files;
DROP TABLE packages;
