INSERT INTO sequences (name, next) VALUES ('run', 1000);

-- A template on its way to everyone in a campaign.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,  -- from the sequence 'run'
    account INTEGER NOT NULL REFERENCES accounts (id),
    campaign INTEGER NOT NULL REFERENCES campaigns (id),
    campaign_ref TEXT NOT NULL,
    content INTEGER NOT NULL REFERENCES contents (id),
    dialect TEXT NOT NULL,
    began_ms INTEGER NOT NULL,
    validity_ms INTEGER NOT NULL,
    receivers INTEGER NOT NULL,
    charge_micros INTEGER NOT NULL  -- for each message; reserved for all of them when the run begins
) STRICT;
CREATE INDEX runs_content ON runs (content);

-- Those who are still to get their message: a row goes in the transaction that accepts it.
CREATE TABLE run_receivers (
    run INTEGER NOT NULL REFERENCES runs (id),
    subscriber INTEGER NOT NULL REFERENCES subscribers (id),
    PRIMARY KEY (run, subscriber)
) STRICT, WITHOUT ROWID;
