-- Times are INTEGER milliseconds since 1970 and end in _ms. Words are those of the domain.
-- JSON stands where a value is only ever read and written whole.

-- Next number to be given. One row each; numbers are never given twice.
CREATE TABLE sequences (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sequences (name, next) VALUES ('content', 10000), ('message', 1);

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL,
    access TEXT NOT NULL,
    senders TEXT NOT NULL,   -- JSON
    policy TEXT NOT NULL,    -- JSON
    postbacks TEXT NOT NULL  -- JSON
) STRICT;

CREATE TABLE keys (
    digest BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id),
    label TEXT NOT NULL,
    last4 TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    ends_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_account ON keys (account, created_ms);

-- Addresses at which every try fails, or that are switched off; a success removes the row.
CREATE TABLE endpoints (
    account INTEGER NOT NULL REFERENCES accounts (id),
    url TEXT NOT NULL,
    failing_since_ms INTEGER,
    failed_ms INTEGER,
    disabled INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE contents (
    id INTEGER PRIMARY KEY,  -- from the sequence 'content'
    account INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT,
    slides TEXT NOT NULL,    -- JSON
    fallback TEXT,           -- JSON; NULL: all open
    created_ms INTEGER NOT NULL,
    dialect TEXT NOT NULL,
    client_reference TEXT
) STRICT;

-- Which blobs are in use, so that the others can be swept.
CREATE TABLE content_blobs (
    blob BLOB NOT NULL,
    content INTEGER NOT NULL REFERENCES contents (id),
    PRIMARY KEY (blob, content)
) STRICT, WITHOUT ROWID;

CREATE TABLE renditions (
    source BLOB NOT NULL,
    target TEXT NOT NULL,
    blob BLOB,               -- NULL: cannot be made to fit
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    PRIMARY KEY (source, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,  -- from the sequence 'message'
    account INTEGER NOT NULL REFERENCES accounts (id),
    content INTEGER NOT NULL REFERENCES contents (id),
    tracking TEXT NOT NULL,
    dialect TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sender TEXT NOT NULL,
    from_mask TEXT,
    service_id TEXT,
    operator TEXT,
    campaign_ref TEXT,
    display_only TEXT,       -- JSON; NULL: nobody
    client_reference TEXT,
    subject TEXT,
    texts TEXT,              -- JSON; NULL: none
    fallback TEXT,           -- JSON; NULL: all open
    force_sms INTEGER NOT NULL,
    accepted_ms INTEGER NOT NULL,
    validity_ms INTEGER NOT NULL,
    link TEXT NOT NULL,
    state TEXT NOT NULL,
    exchange TEXT,           -- name of the exchange with the carrier
    attempts INTEGER NOT NULL DEFAULT 0,
    told_sent INTEGER NOT NULL
) STRICT;

-- How many messages stand in each state, kept up to date by every move: counting the messages
-- themselves would read all of them.
CREATE TABLE message_counts (
    state TEXT PRIMARY KEY,
    messages INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    message INTEGER NOT NULL REFERENCES messages (id),
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (message, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    message INTEGER NOT NULL REFERENCES messages (id),
    number INTEGER NOT NULL,
    began_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    size_bytes INTEGER NOT NULL,
    ending TEXT NOT NULL,
    code TEXT,
    text TEXT,
    carrier_message_id TEXT,
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

-- The carriers' names for messages.
CREATE TABLE receipts (
    link TEXT NOT NULL,
    carrier_message_id TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES messages (id),
    PRIMARY KEY (link, carrier_message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    message INTEGER REFERENCES messages (id),  -- NULL: parked
    applied INTEGER NOT NULL DEFAULT 0,
    link TEXT NOT NULL,
    carrier_message_id TEXT NOT NULL,
    fate TEXT NOT NULL,
    word TEXT NOT NULL,
    text TEXT,
    handset TEXT,
    at_ms INTEGER,
    received_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX reports_parked ON reports (link, carrier_message_id) WHERE message IS NULL;
CREATE INDEX reports_message ON reports (message, applied) WHERE message IS NOT NULL;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL,
    lane_kind TEXT NOT NULL, -- 'message' or 'content'
    lane INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts (id),
    event TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    sent_as TEXT,
    reason TEXT,
    handset TEXT,
    carrier_message_id TEXT,
    failed_element TEXT,
    failed_source TEXT,
    job_kind TEXT NOT NULL,
    job_queue TEXT NOT NULL,
    telling TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    why TEXT,                -- why it was set aside
    UNIQUE (lane_kind, lane, seq)
) STRICT;

CREATE TABLE postback_tries (
    event INTEGER NOT NULL REFERENCES events (id),
    number INTEGER NOT NULL,
    url TEXT NOT NULL,
    job INTEGER NOT NULL,
    token INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    status INTEGER,
    error TEXT,
    body BLOB,
    PRIMARY KEY (event, number)
) STRICT;

-- The queue. A claim moves due_ms to the end of the lease and sets a new token, so a lapsed lease
-- is simply due again and nobody has to look for it.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    queue TEXT NOT NULL,
    subject INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    token INTEGER NOT NULL DEFAULT 0,
    node TEXT,               -- who holds the lease; NULL: nobody
    again_ms INTEGER,        -- made again while claimed: due then, once the claim is over
    why TEXT,                -- why it was postponed
    UNIQUE (kind, subject)
) STRICT;
CREATE INDEX jobs_due ON jobs (queue, due_ms, id);
CREATE INDEX jobs_node ON jobs (node) WHERE node IS NOT NULL;
