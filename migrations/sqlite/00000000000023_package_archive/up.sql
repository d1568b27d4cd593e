-- Time stamps (RFC 3161) of accepted versions: wanted by the row, fetched later, never changed once there.
CREATE TABLE package_stamps (
    package_id TEXT PRIMARY KEY REFERENCES packages (id),
    -- SHA-256 of the payload manifest of the version's bag.
    imprint TEXT NOT NULL,
    -- Attempts that failed, and why the last one did.
    attempts INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    failure TEXT,
    -- The authority's answer in DER, base64, and the time that it states.
    response TEXT,
    stamped_at TEXT
) STRICT;
CREATE INDEX package_stamps_by_due ON package_stamps (next_at);
