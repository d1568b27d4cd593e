DROP TABLE contract_stages;
DROP TABLE contracts;
