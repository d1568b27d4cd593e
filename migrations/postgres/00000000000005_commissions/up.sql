CREATE TABLE commissions (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    division TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    project_code TEXT NOT NULL,
    project_name TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    department_code TEXT NOT NULL,
    sector TEXT NOT NULL,
    budget_fen BIGINT NOT NULL,
    evaluation_kind TEXT NOT NULL,
    route TEXT NOT NULL,
    ceiling_fen BIGINT NOT NULL,
    reference_day DATE NOT NULL,
    policy_id TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    state TEXT NOT NULL,
    institution_id TEXT,
    institution_name TEXT,
    version INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (division, project_code, fiscal_year, evaluation_kind)
);
CREATE INDEX commissions_by_division ON commissions (division, fiscal_year, number);

CREATE TABLE commission_moves (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    position INTEGER NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    moved_at TIMESTAMP NOT NULL,
    UNIQUE (commission_id, position)
);

-- `standing` is received, admitted, rejected, awarded or not_awarded.
CREATE TABLE bids (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    institution_id TEXT NOT NULL,
    institution_name TEXT NOT NULL,
    uscc TEXT NOT NULL,
    price_fen BIGINT NOT NULL,
    days_promised INTEGER NOT NULL,
    staff_offered INTEGER NOT NULL,
    received_at TIMESTAMP NOT NULL,
    standing TEXT NOT NULL,
    rejection_code TEXT,
    rejection_reason TEXT,
    technical TEXT,
    price_points TEXT,
    total TEXT,
    position INTEGER,
    UNIQUE (commission_id, institution_id)
);

CREATE TABLE technical_marks (
    bid_id TEXT NOT NULL REFERENCES bids (id),
    seat INTEGER NOT NULL,
    criterion TEXT NOT NULL,
    maximum TEXT NOT NULL,
    points TEXT NOT NULL,
    -- The mark as it was given, where it lay outside its range and was corrected (Order 87 art. 64).
    given TEXT,
    PRIMARY KEY (bid_id, seat, criterion)
);

-- An award happens once.
CREATE TABLE awards (
    commission_id TEXT PRIMARY KEY REFERENCES commissions (id),
    bid_id TEXT NOT NULL UNIQUE REFERENCES bids (id),
    price_fen BIGINT NOT NULL,
    awarded_at TIMESTAMP NOT NULL
);

-- `record` is the self-contained draw record that outsiders verify.
CREATE TABLE draws (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    draw_number TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    record TEXT NOT NULL,
    excluded_count INTEGER NOT NULL,
    drawn_at TIMESTAMP NOT NULL
);
CREATE INDEX draws_by_commission ON draws (commission_id);

CREATE TABLE panel_seats (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    purpose TEXT NOT NULL,
    seat INTEGER NOT NULL,
    expert_id TEXT NOT NULL,
    expert_number TEXT NOT NULL,
    expert_name TEXT NOT NULL,
    employer TEXT NOT NULL,
    draw_id TEXT NOT NULL REFERENCES draws (id),
    PRIMARY KEY (commission_id, purpose, seat)
);
CREATE INDEX panel_seats_by_expert ON panel_seats (expert_id);
