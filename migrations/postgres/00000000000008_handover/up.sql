-- Marks that were handed in with a year's workbooks and wait until their commission has come so far:
-- technical marks until the bids are open, review marks until the package has passed the gate.
CREATE TABLE waiting_marks (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    project_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    uscc TEXT NOT NULL,
    seat INTEGER NOT NULL,
    marks TEXT NOT NULL,
    UNIQUE (division, fiscal_year, project_code, kind, uscc, seat)
);
