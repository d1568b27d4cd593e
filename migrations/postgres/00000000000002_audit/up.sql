-- Inputs of decisions, addressed by the SHA-256 of their canonical JSON, so that many decisions
-- share one snapshot and none can be changed unseen.
CREATE TABLE evidence (
    digest TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

-- One row per decision; `digest` covers the row and the digest before it.
CREATE TABLE decisions (
    sequence BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    division TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    inputs_digest TEXT NOT NULL REFERENCES evidence (digest),
    outcome TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    decided_by TEXT NOT NULL,
    previous_digest TEXT NOT NULL,
    digest TEXT NOT NULL
);
CREATE INDEX decisions_by_subject ON decisions (subject, kind);

-- Who did what and when, for people who check people. Never updated, never deleted.
CREATE TABLE audit_log (
    id TEXT PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_log_by_time ON audit_log (at);
