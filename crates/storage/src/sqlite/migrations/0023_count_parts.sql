-- A carrier may name each part of a message and report on each: the message is delivered when all
-- parts are.

ALTER TABLE receipts ADD COLUMN parts INTEGER NOT NULL DEFAULT 1;
