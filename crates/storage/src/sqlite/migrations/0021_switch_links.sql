-- What the operator has said of links to carriers. A link without a row is open.

CREATE TABLE carrier_links (
    name TEXT PRIMARY KEY,
    switched TEXT NOT NULL,  -- 'paused', 'draining'
    changed_ms INTEGER NOT NULL
) STRICT;

-- By which link an attempt went: a message may have gone on to another one.
ALTER TABLE attempts ADD COLUMN link TEXT;

CREATE INDEX attempts_failed ON attempts (link, ended_ms)
WHERE ending IN ('not_now', 'not_sent', 'unknown');
