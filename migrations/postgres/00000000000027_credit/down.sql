DROP TABLE credit_matters;
