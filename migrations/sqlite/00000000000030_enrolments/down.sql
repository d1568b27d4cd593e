DROP TABLE enrolment_objections;
DROP TABLE enrolments;
