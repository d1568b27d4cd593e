-- Files of the feed by endpoint, kind (events or answers) and number. A file of events holds the events of its division
-- after `after_sequence`, up to `last_sequence`; with its signatures it can be made again byte for byte.
-- `written_at` is empty until the file was safely on disk; only then is the next number given.
CREATE TABLE feed_files (
    endpoint_id TEXT NOT NULL REFERENCES feed_endpoints (id),
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    after_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    signatures TEXT NOT NULL,
    made_at TEXT NOT NULL,
    written_at TEXT,
    PRIMARY KEY (endpoint_id, kind, number)
) STRICT;
