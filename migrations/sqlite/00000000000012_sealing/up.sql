-- A commission that takes sealed bids. `holders` is a JSON list of who keeps the shares of the opening
-- key; no share is ever stored.
CREATE TABLE tenders (
    commission_id TEXT PRIMARY KEY REFERENCES commissions (id),
    announced_at TEXT NOT NULL,
    deadline TEXT NOT NULL,
    opening_key TEXT NOT NULL,
    padded_bytes INTEGER NOT NULL,
    holders TEXT NOT NULL,
    list_digest TEXT,
    list_fixed_at TEXT,
    opened_at TEXT
) STRICT;

-- `standing` is current, replaced or withdrawn. `void` is why an opened envelope is no bid.
CREATE TABLE receipts (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES tenders (commission_id),
    institution_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    received_at TEXT NOT NULL,
    standing TEXT NOT NULL,
    void TEXT,
    UNIQUE (commission_id, sha256)
) STRICT;
-- An institution has at most one current receipt.
CREATE UNIQUE INDEX receipts_current ON receipts (commission_id, institution_id) WHERE standing = 'current';
