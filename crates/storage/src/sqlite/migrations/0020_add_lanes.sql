-- Jobs of a queue take turns by lanes, and those of a lane go in the order of what they are about.

ALTER TABLE jobs ADD COLUMN lane TEXT NOT NULL DEFAULT '';

UPDATE jobs SET lane = COALESCE((SELECT sender FROM messages WHERE messages.id = jobs.subject), '')
WHERE kind IN ('prepare', 'submit');

CREATE INDEX jobs_lanes ON jobs (queue, lane, subject);
