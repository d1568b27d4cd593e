DROP TABLE registry_outbox;
DROP TABLE registry_changes;
