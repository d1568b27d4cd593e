-- A problem that an evaluation found and that the unit has to mend. `state` is demanded, measured, evidenced or
-- closed; `outcome` is DONE or POOR; `escalated_at` is when it went to the linkage.
CREATE TABLE rectifications (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    number TEXT NOT NULL UNIQUE,
    problem TEXT NOT NULL,
    state TEXT NOT NULL,
    due_on TEXT NOT NULL,
    due_basis TEXT NOT NULL,
    measure TEXT,
    evidence TEXT,
    evidenced_on TEXT,
    outcome TEXT,
    remark TEXT,
    demanded_by TEXT NOT NULL,
    demanded_at TEXT NOT NULL,
    closed_by TEXT,
    closed_at TEXT,
    escalated_by TEXT,
    escalated_at TEXT,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX rectifications_by_commission ON rectifications (commission_id);
CREATE INDEX rectifications_by_division ON rectifications (division, state, due_on);

-- Who did what about it, in order; rows are only added.
CREATE TABLE rectification_steps (
    rectification_id TEXT NOT NULL REFERENCES rectifications (id),
    position INTEGER NOT NULL,
    what TEXT NOT NULL,
    said TEXT NOT NULL,
    actor TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    PRIMARY KEY (rectification_id, position)
) STRICT;

-- What exactly the rules leave to people, in the pack's words.
ALTER TABLE instructions ADD COLUMN decide TEXT;
