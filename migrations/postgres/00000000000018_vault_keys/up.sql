-- Keys for personal data that came after the one derived from the master key. `seal` and `hash` are wrapped;
-- `seal` is NULL once no value is under the key any more.
CREATE TABLE vault_keys (
    sequence BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    seal TEXT,
    hash TEXT NOT NULL,
    begun_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);

-- From the keyed hash of an ID number to the name by which the person goes everywhere else. The hash moves
-- with the keys; the name never does, because evidence quotes it.
CREATE TABLE person_lookups (
    lookup TEXT PRIMARY KEY,
    person_key TEXT NOT NULL UNIQUE
);
INSERT INTO person_lookups (lookup, person_key)
    SELECT person_key, person_key FROM experts UNION SELECT person_key, person_key FROM lead_evaluators;

-- The entry that stays where a proposal merges two.
ALTER TABLE standing_proposals ADD COLUMN merged_into TEXT;
