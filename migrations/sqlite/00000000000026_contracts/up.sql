-- The contract of a commission: its terms as a JSON document, the text as both sides sign it with its SHA-256, and who
-- drafted, signed off, published and filed it. `revision` grows with every draft.
CREATE TABLE contracts (
    commission_id TEXT PRIMARY KEY REFERENCES commissions (id),
    terms TEXT NOT NULL,
    price_fen INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    drafted_by TEXT NOT NULL,
    drafted_at TEXT NOT NULL,
    signed_off_by TEXT,
    signed_off_at TEXT,
    signed_on TEXT,
    published_by TEXT,
    published_at TEXT,
    filed_by TEXT,
    filed_at TEXT
) STRICT;

-- What was done of each stage of a signed contract.
CREATE TABLE contract_stages (
    commission_id TEXT NOT NULL REFERENCES contracts (commission_id),
    position INTEGER NOT NULL,
    delivered_on TEXT,
    accepted_on TEXT,
    grade TEXT,
    payable_fen INTEGER,
    invoiced_on TEXT,
    paid_on TEXT,
    PRIMARY KEY (commission_id, position)
) STRICT;
