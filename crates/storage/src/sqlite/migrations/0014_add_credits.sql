-- What accounts have paid, and what messages have reserved of it; millionths of a credit.
CREATE TABLE credits (
    account INTEGER PRIMARY KEY REFERENCES accounts (id),
    balance_micros INTEGER NOT NULL,
    reserved_micros INTEGER NOT NULL
) STRICT;

CREATE TABLE charges (
    message INTEGER PRIMARY KEY REFERENCES messages (id),
    account INTEGER NOT NULL REFERENCES accounts (id),
    micros INTEGER NOT NULL,
    state TEXT NOT NULL      -- 'reserved', 'taken' or 'given_back'
) STRICT;
