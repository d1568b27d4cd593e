-- Who follows a winner that falls away: proposed by one person, decided by another.
CREATE TABLE successions (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    cause TEXT NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT NOT NULL,
    passed_bid TEXT NOT NULL REFERENCES bids (id),
    next_bid TEXT REFERENCES bids (id),
    proposed_by TEXT NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    is_approved BOOLEAN,
    decided_by TEXT,
    decided_at TIMESTAMP,
    decided_because TEXT
);

CREATE INDEX successions_by_commission ON successions (commission_id);
