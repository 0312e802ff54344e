-- Sessions of people at the console, found by the SHA-256 of their ids.
CREATE TABLE sessions (
    digest BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id),
    ends_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_ends ON sessions (ends_ms);
