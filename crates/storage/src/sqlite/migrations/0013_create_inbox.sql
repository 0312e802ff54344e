-- Messages from phones. Rows stay when their files go.
CREATE TABLE inbound (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    tracking TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL, -- the account's sender
    sender TEXT NOT NULL,    -- the person
    operator TEXT,
    subject TEXT,
    text TEXT,
    token BLOB UNIQUE,       -- SHA-256 of the token of its files
    received_ms INTEGER NOT NULL,
    files_until_ms INTEGER NOT NULL,
    cleared_ms INTEGER
) STRICT;

CREATE TABLE inbound_files (
    inbound INTEGER NOT NULL REFERENCES inbound (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    blob BLOB NOT NULL,
    PRIMARY KEY (inbound, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbound_files_blob ON inbound_files (blob);

-- Reports about a period, found by the SHA-256 of their tokens.
CREATE TABLE report_orders (
    digest BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id),
    since_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    ordered_ms INTEGER NOT NULL,
    ends_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX report_orders_account ON report_orders (account, ordered_ms);

CREATE INDEX messages_sent ON messages (account, accepted_ms, id);
