-- What of a published result everybody may read. `original` is kept as it was prepared, `published` is the copy with
-- what was withheld taken out; both as JSON, with their SHA-256. A later result is disclosed under the next position.
CREATE TABLE disclosures (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    position INTEGER NOT NULL,
    result_position INTEGER NOT NULL,
    formed_on DATE NOT NULL,
    due_on DATE NOT NULL,
    original TEXT NOT NULL,
    original_sha256 TEXT NOT NULL,
    withheld TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    prepared_at TIMESTAMP NOT NULL,
    published TEXT,
    published_sha256 TEXT,
    approved_by TEXT,
    approved_at TIMESTAMP,
    PRIMARY KEY (commission_id, position)
);
CREATE INDEX disclosures_by_time ON disclosures (approved_at);
