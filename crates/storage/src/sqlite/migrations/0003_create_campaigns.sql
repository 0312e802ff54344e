INSERT INTO sequences (name, next) VALUES ('campaign', 1000);

CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,  -- from the sequence 'campaign'
    account INTEGER NOT NULL REFERENCES accounts (id),
    reference TEXT NOT NULL,
    name TEXT NOT NULL,
    brand TEXT NOT NULL,
    sender TEXT NOT NULL,
    welcome TEXT,
    farewell TEXT,
    question TEXT,
    created_ms INTEGER NOT NULL,
    UNIQUE (account, reference)
) STRICT;

-- Rows stay when a person leaves: who said STOP must be known for good.
CREATE TABLE subscribers (
    id INTEGER PRIMARY KEY,
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    mobile TEXT NOT NULL,
    membership TEXT NOT NULL,
    lapses_to TEXT,          -- state after a question that nobody answers
    reference TEXT,
    operator TEXT,
    time_zone TEXT,
    data TEXT,               -- JSON; NULL: none
    changed_ms INTEGER NOT NULL,
    UNIQUE (campaign, mobile)
) STRICT;
CREATE INDEX subscribers_mobile ON subscribers (mobile);
CREATE INDEX subscribers_membership ON subscribers (campaign, membership, id);
CREATE INDEX subscribers_reference ON subscribers (campaign, reference) WHERE reference IS NOT NULL;

-- What is said of things that change later; JSON.
ALTER TABLE events ADD COLUMN detail TEXT;
