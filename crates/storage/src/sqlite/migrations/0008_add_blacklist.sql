-- Numbers that get nothing.
CREATE TABLE blacklist (
    account INTEGER NOT NULL REFERENCES accounts (id),
    number TEXT NOT NULL,
    sender TEXT NOT NULL,    -- empty: all senders
    source TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    ends_ms INTEGER,         -- NULL: never
    PRIMARY KEY (account, number, sender)
) STRICT, WITHOUT ROWID;
