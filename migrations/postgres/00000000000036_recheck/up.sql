-- Rounds of the spot re-check of self-evaluations. The list and the record of the draw are evidence, kept under
-- their digests.
CREATE TABLE recheck_rounds (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    strata TEXT NOT NULL,
    size INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    list_digest TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    stage TEXT NOT NULL,
    planned_by TEXT NOT NULL,
    planned_at TIMESTAMP NOT NULL,
    record_digest TEXT,
    ended_by TEXT,
    ended_at TIMESTAMP,
    abandoned_because TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX recheck_rounds_by_division ON recheck_rounds (division, planned_at);

-- What the two parties of a draw committed to, and the seeds once they are open.
CREATE TABLE recheck_seeds (
    round_id TEXT NOT NULL REFERENCES recheck_rounds (id),
    party TEXT NOT NULL,
    commitment TEXT NOT NULL,
    committed_by TEXT NOT NULL,
    committed_at TIMESTAMP NOT NULL,
    seed TEXT,
    PRIMARY KEY (round_id, party)
);

-- What was found of the drawn ones; without a score it was not done as required.
CREATE TABLE recheck_marks (
    round_id TEXT NOT NULL REFERENCES recheck_rounds (id),
    item TEXT NOT NULL,
    score TEXT,
    remark TEXT,
    marked_by TEXT NOT NULL,
    marked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (round_id, item)
);
