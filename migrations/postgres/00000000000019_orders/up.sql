-- What a commission asks for, as a JSON document, with the three people who answer for it. `revision` grows
-- with every change; a returned order waits in its draft with the reason.
CREATE TABLE commission_orders (
    commission_id TEXT PRIMARY KEY REFERENCES commissions (id),
    requirement TEXT NOT NULL,
    revision INTEGER NOT NULL,
    commissioned_by TEXT NOT NULL,
    drafted_by TEXT NOT NULL,
    drafted_at TIMESTAMP NOT NULL,
    checked_by TEXT,
    checked_at TIMESTAMP,
    approved_by TEXT,
    approved_at TIMESTAMP,
    returned_because TEXT
);

-- While a hold lasts, the commission stands still. `cause` is order, challenge or complaint.
CREATE TABLE commission_holds (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    placed_by TEXT NOT NULL,
    placed_at TIMESTAMP NOT NULL,
    lifted_by TEXT,
    lifted_at TIMESTAMP,
    lifted_because TEXT
);
CREATE INDEX commission_holds_by_commission ON commission_holds (commission_id);

-- Questions of interested institutions. `asker` is a keyed hash of institution and commission: it lets the
-- asker find its own question, and tells nobody else who asks (Order 87 art. 28).
CREATE TABLE tender_questions (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES tenders (commission_id),
    asker TEXT NOT NULL,
    question TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    clarification_id TEXT
);
CREATE INDEX tender_questions_by_commission ON tender_questions (commission_id, asked_at);

-- What was clarified, for everybody. The deadlines tell whether it moved.
CREATE TABLE clarifications (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES tenders (commission_id),
    position INTEGER NOT NULL,
    content TEXT NOT NULL,
    is_substantive BOOLEAN NOT NULL,
    published_by TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    deadline_before TIMESTAMP NOT NULL,
    deadline_after TIMESTAMP NOT NULL,
    UNIQUE (commission_id, position)
);
