-- What a bidder declares itself to be (micro, small, medium); whoever declares nothing has no row.
CREATE TABLE bid_claims (
    bid_id TEXT PRIMARY KEY REFERENCES bids (id),
    size TEXT NOT NULL
) STRICT;

-- The panel asks a bidder how an abnormally low price is possible (Order 87 art. 60); once for a bid.
CREATE TABLE low_price_inquiries (
    bid_id TEXT PRIMARY KEY REFERENCES bids (id),
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    seat INTEGER NOT NULL,
    reason TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    explanation TEXT,
    explained_at TEXT,
    convincing INTEGER,
    ruled_at TEXT
) STRICT;
CREATE INDEX low_price_inquiries_by_commission ON low_price_inquiries (commission_id);

-- What each member says of the explanation; the majority rules.
CREATE TABLE low_price_votes (
    bid_id TEXT NOT NULL REFERENCES low_price_inquiries (bid_id),
    seat INTEGER NOT NULL,
    is_convinced INTEGER NOT NULL,
    reason TEXT NOT NULL,
    voted_at TEXT NOT NULL,
    PRIMARY KEY (bid_id, seat)
) STRICT;

-- The result of an award, published for everybody; the terms of challenges count from it.
CREATE TABLE award_notices (
    commission_id TEXT PRIMARY KEY REFERENCES commissions (id),
    published_by TEXT NOT NULL,
    published_at TEXT NOT NULL
) STRICT;

-- A challenge with its answer, and the complaint that may follow with its ruling. The days are the ends of the
-- terms as they were counted when the step was made; empty where a year has no holiday notice.
CREATE TABLE challenges (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    institution_id TEXT NOT NULL REFERENCES institutions (id),
    institution_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    content TEXT NOT NULL,
    counted_from TEXT,
    filed_at TEXT NOT NULL,
    answer_due TEXT,
    answer TEXT,
    answer_finding TEXT,
    answered_by TEXT,
    answered_at TEXT,
    complaint_due TEXT,
    complaint TEXT,
    complained_at TEXT,
    ruling_due TEXT,
    pause_until TEXT,
    ruling TEXT,
    ruling_finding TEXT,
    ruled_by TEXT,
    ruled_at TEXT
) STRICT;
CREATE INDEX challenges_by_commission ON challenges (commission_id);
CREATE INDEX challenges_by_institution ON challenges (institution_id);
