DROP TABLE receipts;
DROP TABLE tenders;
