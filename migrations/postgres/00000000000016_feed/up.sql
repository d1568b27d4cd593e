-- Where the feed of a division is sent. `state` is active or disabled; `planned_to` is the last
-- sequence that stands in the lanes of the endpoint.
CREATE TABLE feed_endpoints (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT NOT NULL,
    planned_to BIGINT NOT NULL,
    failing_since TIMESTAMP,
    last_delivered_at TIMESTAMP,
    last_error TEXT,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (division, name)
);

-- What an endpoint's deliveries are signed with. An old key is used beside its successor until it expires.
CREATE TABLE feed_keys (
    id TEXT PRIMARY KEY,
    endpoint_id TEXT NOT NULL REFERENCES feed_endpoints (id),
    scheme TEXT NOT NULL,
    sealed TEXT NOT NULL,
    public_key TEXT,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP
);
CREATE INDEX feed_keys_by_endpoint ON feed_keys (endpoint_id);

-- One project's events on their way to one endpoint, strictly in order: `done` of `head` are delivered.
-- `due_at` is when somebody may take the lane; a sender that takes it moves it ahead and puts its token
-- into `lease`. Empty: nothing to send, or stalled.
CREATE TABLE feed_lanes (
    endpoint_id TEXT NOT NULL REFERENCES feed_endpoints (id),
    project_code TEXT NOT NULL,
    head INTEGER NOT NULL,
    done INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    failing_since TIMESTAMP,
    due_at TIMESTAMP,
    touched_at TIMESTAMP NOT NULL,
    stalled BOOLEAN NOT NULL,
    lease TEXT,
    PRIMARY KEY (endpoint_id, project_code)
);
CREATE INDEX feed_lanes_due ON feed_lanes (endpoint_id, due_at);

CREATE TABLE feed_attempts (
    id TEXT PRIMARY KEY,
    endpoint_id TEXT NOT NULL REFERENCES feed_endpoints (id),
    event_id TEXT NOT NULL REFERENCES feed_events (id),
    sequence BIGINT NOT NULL,
    attempt INTEGER NOT NULL,
    attempted_at TIMESTAMP NOT NULL,
    milliseconds INTEGER NOT NULL,
    status INTEGER,
    delivered BOOLEAN NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX feed_attempts_by_endpoint ON feed_attempts (endpoint_id, attempted_at);
CREATE INDEX feed_attempts_by_event ON feed_attempts (event_id);

-- Comparisons of our books with a receiver's, and what differed.
CREATE TABLE feed_reconciliations (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    receiver TEXT NOT NULL,
    same BOOLEAN NOT NULL,
    outcome TEXT NOT NULL,
    reconciled_by TEXT NOT NULL,
    reconciled_at TIMESTAMP NOT NULL
);
CREATE INDEX feed_reconciliations_by_division ON feed_reconciliations (division, reconciled_at);
