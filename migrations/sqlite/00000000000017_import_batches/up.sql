-- Workbooks that somebody uploaded: checked first, taken in on confirmation, mended and sent again. `state`
-- is checking, checked, taking, done, failed or cancelled. `run` names the process's run that works on it, so
-- that a run which was given up cannot end it. The files lie sealed in the file store.
CREATE TABLE import_batches (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL,
    run TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    files TEXT NOT NULL,
    report TEXT NOT NULL,
    remarks TEXT NOT NULL,
    -- Rows that may go in.
    ready INTEGER NOT NULL,
    -- One sentence: why the files could not be read, or the rows not taken in.
    fault TEXT,
    taken TEXT,
    ended_at TEXT,
    -- Until when the files are kept; NULL once they are gone.
    files_until TEXT
) STRICT;
CREATE INDEX import_batches_by_division ON import_batches (division, created_at);
