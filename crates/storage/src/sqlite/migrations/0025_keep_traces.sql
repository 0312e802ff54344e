-- What goes over the wire of links while an operator wants to see it; secrets and numbers are taken out before.

CREATE TABLE traces (
    link TEXT PRIMARY KEY,
    since_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    lost INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Numbers are never used again, so whoever has seen one knows what is newer.
CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    link TEXT NOT NULL,
    direction TEXT NOT NULL,  -- 'out', 'in'
    kind TEXT NOT NULL,
    began_ms INTEGER NOT NULL,
    took_us INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    asked BLOB NOT NULL,
    asked_bytes INTEGER NOT NULL,
    asked_rest BLOB,
    asked_hidden TEXT NOT NULL,
    answered BLOB NOT NULL,
    answered_bytes INTEGER NOT NULL,
    answered_rest BLOB,
    answered_hidden TEXT NOT NULL
) STRICT;

CREATE INDEX exchanges_link ON exchanges (link, id);
CREATE INDEX exchanges_began ON exchanges (began_ms);
