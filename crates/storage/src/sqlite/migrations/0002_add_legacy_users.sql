-- User name and password of accounts whose clients know no keys.
CREATE TABLE legacy_users (
    account INTEGER PRIMARY KEY REFERENCES accounts (id),
    name TEXT NOT NULL UNIQUE,
    salt BLOB NOT NULL,
    digest BLOB NOT NULL     -- SHA-256 of the salt and the lower-case MD5 of the password
) STRICT;
