-- What a key may do of what its account may.
ALTER TABLE keys ADD COLUMN actions TEXT;  -- JSON; NULL: all
ALTER TABLE keys ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0;
