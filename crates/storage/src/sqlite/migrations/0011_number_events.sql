-- The oldest form of postbacks numbers all that an account is told. An event gets its number when
-- it is first told in that form, and keeps it.
ALTER TABLE events ADD COLUMN notification INTEGER;
ALTER TABLE events ADD COLUMN numbered_ms INTEGER;

CREATE TABLE notification_numbers (
    account INTEGER PRIMARY KEY REFERENCES accounts (id),
    last INTEGER NOT NULL
) STRICT;
