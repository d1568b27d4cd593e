-- What a member of the panel declared before seeing any bid; a conflict vacates the seat.
CREATE TABLE panel_declarations (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    seat INTEGER NOT NULL,
    has_conflict INTEGER NOT NULL,
    reason TEXT NOT NULL,
    declared_at TEXT NOT NULL,
    PRIMARY KEY (commission_id, seat)
) STRICT;

-- A member's marks, hidden from all others until every member has submitted.
CREATE TABLE panel_marks (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    seat INTEGER NOT NULL,
    bid_id TEXT NOT NULL REFERENCES bids (id),
    factor TEXT NOT NULL,
    points TEXT NOT NULL,
    PRIMARY KEY (commission_id, seat, bid_id, factor)
) STRICT;

CREATE TABLE panel_submissions (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    seat INTEGER NOT NULL,
    submitted_at TEXT NOT NULL,
    PRIMARY KEY (commission_id, seat)
) STRICT;

-- Changes after all have submitted, on the four grounds of Order 87 art. 64; the old mark stays.
CREATE TABLE panel_changes (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    seat INTEGER NOT NULL,
    bid_id TEXT NOT NULL REFERENCES bids (id),
    factor TEXT NOT NULL,
    old_points TEXT NOT NULL,
    new_points TEXT NOT NULL,
    ground TEXT NOT NULL,
    reason TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX panel_changes_by_commission ON panel_changes (commission_id);
