-- A grade is given once; it is superseded by a new decision, never changed.
CREATE TABLE results (
    commission_id TEXT PRIMARY KEY REFERENCES commissions (id),
    score TEXT NOT NULL,
    grade TEXT NOT NULL,
    word TEXT NOT NULL,
    band TEXT NOT NULL,
    basis TEXT NOT NULL,
    graded_by TEXT NOT NULL,
    graded_at TIMESTAMP NOT NULL,
    approved_by TEXT,
    approved_at TIMESTAMP
);

CREATE TABLE instructions (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    position INTEGER NOT NULL,
    action TEXT NOT NULL,
    percent TEXT,
    amount_fen BIGINT,
    basis TEXT NOT NULL,
    needs_person BOOLEAN NOT NULL,
    wording_zh TEXT NOT NULL,
    wording_en TEXT NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    UNIQUE (commission_id, position)
);

-- The feed to the core budget system. `sequence` grows without gaps in commit order, because it is
-- taken inside a serial transaction; `project_sequence` orders the events of one project.
CREATE TABLE feed_events (
    sequence BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    division TEXT NOT NULL,
    type TEXT NOT NULL,
    project_code TEXT NOT NULL,
    project_sequence INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (division, project_code, project_sequence)
);

CREATE TABLE feed_acknowledgements (
    event_id TEXT PRIMARY KEY REFERENCES feed_events (id),
    outcome TEXT NOT NULL,
    reference TEXT NOT NULL,
    detail TEXT NOT NULL,
    acknowledged_by TEXT NOT NULL,
    acknowledged_at TIMESTAMP NOT NULL
);
