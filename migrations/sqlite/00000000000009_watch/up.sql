-- What the standing watch found: somebody who already has a part in a commission is no longer clear.
-- `part` is institution or review_expert; `standing` is open, proposed or settled; `measure` is keep
-- or replace. The same finding is raised once.
CREATE TABLE conflict_alerts (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    part TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    verdict TEXT NOT NULL,
    digest TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    standing TEXT NOT NULL,
    measure TEXT,
    reason TEXT,
    proposed_by TEXT,
    proposed_at TEXT,
    settled_by TEXT,
    settled_at TEXT,
    UNIQUE (commission_id, subject, digest)
) STRICT;
CREATE INDEX conflict_alerts_by_division ON conflict_alerts (division, standing, raised_at);
