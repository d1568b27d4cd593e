-- What the completeness gate looked at besides files and table, as JSON; never updated.
CREATE TABLE package_facts (
    package_id TEXT PRIMARY KEY REFERENCES packages (id),
    facts TEXT NOT NULL
) STRICT;
