DROP TABLE waiting_marks;
