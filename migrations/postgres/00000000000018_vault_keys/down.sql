ALTER TABLE standing_proposals DROP COLUMN merged_into;
DROP TABLE person_lookups;
DROP TABLE vault_keys;
