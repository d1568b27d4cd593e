DROP TABLE clarifications;
DROP TABLE tender_questions;
DROP TABLE commission_holds;
DROP TABLE commission_orders;
