-- Dated facts about persons and organisations, append-only; `id` is what paths quote.
-- `natural_key` is the digest of the fact's content, so that the same fact is never there twice.
CREATE TABLE conflict_facts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    natural_key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX conflict_facts_by_kind ON conflict_facts (kind, id);
