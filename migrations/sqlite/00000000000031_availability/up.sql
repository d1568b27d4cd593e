-- Days on which an expert cannot be drawn, as the expert or a handler said. Withdrawn ones stay on record.
CREATE TABLE expert_absences (
    id TEXT PRIMARY KEY,
    expert_id TEXT NOT NULL REFERENCES experts (id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    withdrawn_by TEXT,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX expert_absences_by_expert ON expert_absences (expert_id, from_day);
CREATE INDEX expert_absences_by_day ON expert_absences (until_day);

-- How many reviews an expert takes on at once; without a row there is no limit.
CREATE TABLE expert_limits (
    expert_id TEXT PRIMARY KEY REFERENCES experts (id),
    most_at_once INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    set_at TEXT NOT NULL
) STRICT;
