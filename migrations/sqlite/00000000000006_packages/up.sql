-- A submitted version never changes; a correction is a new version.
CREATE TABLE packages (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    version INTEGER NOT NULL,
    standing TEXT NOT NULL,
    score TEXT NOT NULL,
    findings TEXT NOT NULL,
    -- Printed totals and unread rows of the indicator table, as JSON.
    table_rest TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    UNIQUE (commission_id, version)
) STRICT;

CREATE TABLE package_files (
    package_id TEXT NOT NULL REFERENCES packages (id),
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    PRIMARY KEY (package_id, path)
) STRICT;

CREATE TABLE indicator_scores (
    package_id TEXT NOT NULL REFERENCES packages (id),
    position INTEGER NOT NULL,
    shown_row INTEGER NOT NULL,
    level_1 TEXT NOT NULL,
    level_2 TEXT NOT NULL,
    level_3 TEXT NOT NULL,
    weight TEXT NOT NULL,
    score TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (package_id, position)
) STRICT;

-- A mark of a review seat on one criterion; never updated.
CREATE TABLE review_marks (
    package_id TEXT NOT NULL REFERENCES packages (id),
    seat INTEGER NOT NULL,
    criterion TEXT NOT NULL,
    maximum TEXT NOT NULL,
    points TEXT NOT NULL,
    expert_id TEXT,
    PRIMARY KEY (package_id, seat, criterion)
) STRICT;

CREATE TABLE package_quality (
    package_id TEXT PRIMARY KEY REFERENCES packages (id),
    raw_mean TEXT NOT NULL,
    seats INTEGER NOT NULL,
    determined_at TEXT NOT NULL
) STRICT;
