-- Calls that were counted. A period's count holds for the period of that number only.
CREATE TABLE call_counts (
    account INTEGER PRIMARY KEY REFERENCES accounts (id),
    latest_ms INTEGER NOT NULL,
    day INTEGER NOT NULL,
    day_calls INTEGER NOT NULL,
    month INTEGER NOT NULL,
    month_calls INTEGER NOT NULL,
    calls INTEGER NOT NULL
) STRICT;

-- The latest calls of each action, numbered without gaps; of old ones nothing is kept.
CREATE TABLE recent_calls (
    account INTEGER NOT NULL REFERENCES accounts (id),
    action TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (account, action, seq)
) STRICT, WITHOUT ROWID;
