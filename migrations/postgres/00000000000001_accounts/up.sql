-- People and machines with an account. A login is stored lower-case and half-width.
CREATE TABLE users (
    id                   TEXT      NOT NULL PRIMARY KEY,
    login                TEXT      NOT NULL UNIQUE,
    name                 TEXT      NOT NULL,
    role                 TEXT      NOT NULL,
    division             TEXT      NOT NULL CHECK (length(division) = 9),
    subject              TEXT,
    password_hash        TEXT      NOT NULL,
    must_change_password BOOLEAN   NOT NULL,
    password_set_at      TIMESTAMP NOT NULL,
    disabled             BOOLEAN   NOT NULL,
    last_log_in_at       TIMESTAMP,
    created_at           TIMESTAMP NOT NULL
);
CREATE INDEX users_division ON users (division, login);

-- One log-in: a browser session, found by the digest of its cookie, or a family of API tokens.
CREATE TABLE sessions (
    id            TEXT      NOT NULL PRIMARY KEY,
    user_id       TEXT      NOT NULL REFERENCES users (id),
    kind          TEXT      NOT NULL CHECK (kind IN ('browser', 'api')),
    cookie_digest TEXT      UNIQUE,
    created_at    TIMESTAMP NOT NULL,
    last_seen_at  TIMESTAMP NOT NULL,
    ended_at      TIMESTAMP,
    ended_because TEXT,
    CHECK ((kind = 'browser') = (cookie_digest IS NOT NULL))
);
CREATE INDEX sessions_user ON sessions (user_id);

-- Refresh tokens by digest; each is used once.
CREATE TABLE refresh_tokens (
    digest     TEXT      NOT NULL PRIMARY KEY,
    session_id TEXT      NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at  TIMESTAMP NOT NULL,
    used_at    TIMESTAMP
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- Failed log-ins by keyed digest of the login that was typed, whether or not anybody has it.
CREATE TABLE log_in_failures (
    login_digest TEXT      NOT NULL PRIMARY KEY,
    failures     INTEGER   NOT NULL,
    last_at      TIMESTAMP NOT NULL,
    locked_until TIMESTAMP
);
CREATE INDEX log_in_failures_last ON log_in_failures (last_at);
