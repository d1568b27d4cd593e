DROP TABLE conflict_facts;
