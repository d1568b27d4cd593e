DROP TABLE package_facts;
