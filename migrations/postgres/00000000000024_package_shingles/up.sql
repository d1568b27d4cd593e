-- Shingles of submitted reports, by which passages shared with other reports are found. They can be made anew
-- from the stored files at any time.
CREATE TABLE package_texts (
    package_id TEXT PRIMARY KEY REFERENCES packages (id),
    letters INTEGER NOT NULL
);
CREATE TABLE package_shingles (
    package_id TEXT NOT NULL REFERENCES packages (id),
    hash BIGINT NOT NULL,
    PRIMARY KEY (package_id, hash)
);
CREATE INDEX package_shingles_by_hash ON package_shingles (hash);
