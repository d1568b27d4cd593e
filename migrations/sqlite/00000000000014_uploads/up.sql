-- An upload under way or waiting to be joined. A finished file leaves it for the draft below.
CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    -- The log-in that began it.
    owner TEXT NOT NULL,
    -- Where the file is to stand in the package; empty for a part of a later whole.
    path TEXT NOT NULL,
    -- `whole`, `part` or `joined`.
    form TEXT NOT NULL,
    -- Upload-Concat as sent, for a joined upload.
    parts TEXT NOT NULL,
    -- Upload-Metadata as sent: the client may ask for it back.
    metadata TEXT NOT NULL,
    -- NULL until the client has said it.
    total_bytes INTEGER,
    received_bytes INTEGER NOT NULL,
    -- State of the SHA-256 after the received bytes, hexadecimal.
    hash_state TEXT NOT NULL,
    -- The digest of the whole, once it is stored.
    sha256 TEXT,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

CREATE INDEX uploads_by_commission ON uploads (commission_id);

-- The files of a commission's next package version, before it is submitted.
CREATE TABLE draft_files (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    uploaded_by TEXT NOT NULL,
    uploaded_at TEXT NOT NULL,
    PRIMARY KEY (commission_id, path)
) STRICT;
