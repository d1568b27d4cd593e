-- Versions of rubrics; a version never changes. `body` is the rubric as JSON, `digest` its SHA-256.
CREATE TABLE rubrics (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    UNIQUE (division, code, version)
);

-- The version that a commission is reviewed by, where a person chose one before the announcement.
CREATE TABLE commission_rubrics (
    commission_id TEXT PRIMARY KEY REFERENCES commissions (id),
    rubric_id TEXT NOT NULL REFERENCES rubrics (id),
    frozen_by TEXT NOT NULL,
    frozen_at TIMESTAMP NOT NULL
);

-- The review of one version of a package; the rubric stands in it as it was when the review began.
CREATE TABLE package_reviews (
    package_id TEXT PRIMARY KEY REFERENCES packages (id),
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    rubric_label TEXT NOT NULL,
    rubric TEXT NOT NULL,
    drafted_at TIMESTAMP,
    answer_due DATE,
    objects BOOLEAN,
    answer TEXT,
    answered_by TEXT,
    answered_at TIMESTAMP,
    closed_by TEXT,
    closed_at TIMESTAMP,
    closing_reason TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX package_reviews_by_commission ON package_reviews (commission_id);

-- A reviewer's seat: what was declared before reading, and when the marks were handed in.
CREATE TABLE review_seats (
    package_id TEXT NOT NULL REFERENCES package_reviews (package_id),
    seat INTEGER NOT NULL,
    has_conflict BOOLEAN,
    reason TEXT,
    declared_at TIMESTAMP,
    submitted_at TIMESTAMP,
    PRIMARY KEY (package_id, seat)
);

-- What a reviewer gives on a criterion, with the reason and the page of the report; hidden from all others until
-- every reviewer has handed in. `faults` counts the deductions, as JSON.
CREATE TABLE report_marks (
    package_id TEXT NOT NULL REFERENCES package_reviews (package_id),
    seat INTEGER NOT NULL,
    criterion TEXT NOT NULL,
    points TEXT NOT NULL,
    faults TEXT NOT NULL,
    reason TEXT NOT NULL,
    page INTEGER NOT NULL,
    PRIMARY KEY (package_id, seat, criterion)
);

-- What the level-up review corrected after the institution objected; the reviewer's mark stays as it was given.
CREATE TABLE report_corrections (
    package_id TEXT NOT NULL REFERENCES package_reviews (package_id),
    seat INTEGER NOT NULL,
    criterion TEXT NOT NULL,
    points TEXT NOT NULL,
    reason TEXT NOT NULL,
    page INTEGER NOT NULL,
    PRIMARY KEY (package_id, seat, criterion)
);
