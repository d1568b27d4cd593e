DROP TABLE recheck_marks;
DROP TABLE recheck_seeds;
DROP TABLE recheck_rounds;
