-- What the files of an opened bid tell of who made them: digests, author and last editor.
CREATE TABLE bid_prints (
    bid_id TEXT NOT NULL REFERENCES bids (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    author TEXT,
    last_editor TEXT,
    PRIMARY KEY (bid_id, position)
) STRICT;

-- A case of collusion that a panel member raised: bids and computed signs as JSON lists.
CREATE TABLE collusion_cases (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    ground TEXT NOT NULL,
    bids TEXT NOT NULL,
    evidence TEXT NOT NULL,
    signs TEXT NOT NULL,
    seat INTEGER NOT NULL,
    raised_at TEXT NOT NULL,
    is_collusion INTEGER,
    ruled_at TEXT
) STRICT;

CREATE INDEX collusion_cases_by_commission ON collusion_cases (commission_id);

-- One vote of a member on a case.
CREATE TABLE collusion_votes (
    case_id TEXT NOT NULL REFERENCES collusion_cases (id),
    seat INTEGER NOT NULL,
    is_collusion INTEGER NOT NULL,
    reason TEXT NOT NULL,
    voted_at TEXT NOT NULL,
    PRIMARY KEY (case_id, seat)
) STRICT;
