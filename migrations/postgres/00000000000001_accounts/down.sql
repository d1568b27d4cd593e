DROP TABLE log_in_failures;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE users;
