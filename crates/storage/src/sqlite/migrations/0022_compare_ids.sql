-- A carrier may spell an id in its report otherwise than in its answer: what is compared is a form
-- of both (key); the spelling is kept beside it.

ALTER TABLE receipts RENAME COLUMN carrier_message_id TO key;

ALTER TABLE reports ADD COLUMN key TEXT NOT NULL DEFAULT '';
UPDATE reports SET key = carrier_message_id WHERE message IS NULL;

DROP INDEX reports_parked;
CREATE INDEX reports_parked ON reports (link, key) WHERE message IS NULL;
