-- Files that an account lets us use again for the same address; rows whose time is over are swept.
CREATE TABLE fetched_files (
    account INTEGER NOT NULL REFERENCES accounts (id),
    address BLOB NOT NULL,   -- SHA-256 of the address
    blob BLOB NOT NULL,
    declared_type TEXT,      -- what the customer's server said it is
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (account, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX fetched_files_until ON fetched_files (until_ms);
CREATE INDEX fetched_files_blob ON fetched_files (blob);
