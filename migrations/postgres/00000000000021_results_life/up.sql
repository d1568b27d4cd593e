-- An approved grade is never changed. A later one stands beside it with its reason and comes into force when a
-- second person approves it; `position` counts the results of a commission, and the first, in `results`, is 1.
CREATE TABLE result_supersessions (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    position INTEGER NOT NULL,
    score TEXT NOT NULL,
    grade TEXT NOT NULL,
    word TEXT NOT NULL,
    band TEXT NOT NULL,
    basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    graded_by TEXT NOT NULL,
    graded_at TIMESTAMP NOT NULL,
    approved_by TEXT,
    approved_at TIMESTAMP,
    UNIQUE (commission_id, position)
);

-- Instructions come in rounds: the first with the result, later ones when a result is superseded or its
-- rectification fails. `choose_one` names a group of which one applies; `event_id` is the event that carried the
-- instruction out, empty until it went.
ALTER TABLE instructions ADD COLUMN round INTEGER NOT NULL DEFAULT 1;
ALTER TABLE instructions ADD COLUMN choose_one TEXT;
ALTER TABLE instructions ADD COLUMN event_id TEXT;
UPDATE instructions SET event_id = (
    SELECT feed_events.id FROM feed_events
    WHERE feed_events.type = 'cn.hengping.instruction.issued.v1'
    AND feed_events.body LIKE '%"instruction_id":"' || instructions.id || '"%'
);

-- Why a later round was issued: the result it follows, and how rectification stood where that is the cause.
CREATE TABLE instruction_rounds (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    round INTEGER NOT NULL,
    result_position INTEGER NOT NULL,
    rectification TEXT,
    issued_by TEXT NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    PRIMARY KEY (commission_id, round)
);

-- What people decide where the rules leave something open: one proposes, another settles.
CREATE TABLE instruction_settlements (
    instruction_id TEXT PRIMARY KEY REFERENCES instructions (id),
    applies BOOLEAN NOT NULL,
    amount_fen BIGINT,
    extent TEXT NOT NULL,
    reason TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    settled_by TEXT,
    settled_at TIMESTAMP
);
