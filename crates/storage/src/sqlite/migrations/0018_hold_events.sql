-- Tries to tell old events are removed, oldest event first: those below this number are dealt with,
INSERT INTO sequences (name, next) VALUES ('swept_event', 1);

-- but for these, whose time was not over when they were looked at.
CREATE TABLE held_events (
    event INTEGER PRIMARY KEY REFERENCES events (id),
    until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX held_events_until ON held_events (until_ms);
