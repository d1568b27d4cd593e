-- Applications to enter the pool of experts. What the applicant stated is sealed as one text; name, employer,
-- title and specialties stand beside it because the public notice shows them.
CREATE TABLE enrolments (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    stage TEXT NOT NULL,
    channel TEXT NOT NULL,
    name TEXT NOT NULL,
    employer TEXT NOT NULL,
    title TEXT NOT NULL,
    specialties TEXT NOT NULL,
    person TEXT NOT NULL,
    stated TEXT NOT NULL,
    filed_by TEXT NOT NULL,
    filed_at TEXT NOT NULL,
    checked_by TEXT,
    checked_at TEXT,
    notice_from TEXT,
    notice_until TEXT,
    ended_by TEXT,
    ended_at TEXT,
    ended_because TEXT,
    expert_number TEXT,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX enrolments_by_division ON enrolments (division, stage, filed_at);
CREATE INDEX enrolments_by_person ON enrolments (person);

-- What somebody said against an application while it was in public notice, and the answer.
CREATE TABLE enrolment_objections (
    enrolment_id TEXT NOT NULL REFERENCES enrolments (id),
    position INTEGER NOT NULL,
    said TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    answer TEXT,
    answered_by TEXT,
    answered_at TEXT,
    PRIMARY KEY (enrolment_id, position)
) STRICT;
