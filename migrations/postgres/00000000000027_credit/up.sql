-- Violations of institutions and their credit levels: proposed, decided by another person, perhaps appealed. `kind` is
-- violation or level, `content` the JSON of what is proposed, `state` proposed, done or refused.
CREATE TABLE credit_matters (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    ended_by TEXT,
    ended_at TIMESTAMP,
    ended_because TEXT,
    appeal TEXT,
    appealed_at TIMESTAMP,
    answer TEXT,
    answered_by TEXT,
    answered_at TIMESTAMP,
    is_lifted BOOLEAN NOT NULL,
    version INTEGER NOT NULL
);
CREATE INDEX credit_matters_by_division ON credit_matters (division, proposed_at);
