-- Operators of numbers, as they were found out; old rows go when new ones come.
CREATE TABLE lookups (
    number TEXT PRIMARY KEY,
    operator TEXT,           -- NULL: nobody knows it
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lookups_until ON lookups (until_ms);
