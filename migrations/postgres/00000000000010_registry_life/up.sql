-- Every change of an entry of the pool: who, when, what before and what after. Append-only. Personal
-- data stands in it masked.
CREATE TABLE registry_changes (
    id TEXT PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    act TEXT NOT NULL,
    before TEXT,
    after TEXT NOT NULL
);
CREATE INDEX registry_changes_by_subject ON registry_changes (subject, at);

-- Entries that the search index has yet to take over; written with the change, deleted once applied.
CREATE TABLE registry_outbox (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL
);
