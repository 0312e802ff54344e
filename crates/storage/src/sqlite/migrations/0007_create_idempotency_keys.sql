-- Keys that customers gave to requests. A claim is a row without an answer.
CREATE TABLE idempotency_keys (
    account INTEGER NOT NULL REFERENCES accounts (id),
    key TEXT NOT NULL,
    request BLOB NOT NULL,   -- SHA-256 of the request
    token INTEGER NOT NULL,  -- names the claim
    node TEXT NOT NULL,      -- who claimed it
    ends_ms INTEGER NOT NULL,-- the claim lapses, or the answer is forgotten
    content_type TEXT,       -- NULL: in progress
    answer BLOB,             -- NULL: in progress
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_ends ON idempotency_keys (ends_ms);
