-- A message shows content, or is one text ordered as SMS. SQLite cannot take NOT NULL off a column, so the column is
-- made anew.
ALTER TABLE messages RENAME COLUMN content TO shown;
ALTER TABLE messages ADD COLUMN content INTEGER REFERENCES contents (id);
UPDATE messages SET content = shown;
ALTER TABLE messages DROP COLUMN shown;
ALTER TABLE messages ADD COLUMN sms_text TEXT CHECK ((sms_text IS NULL) <> (content IS NULL));

ALTER TABLE messages ADD COLUMN pass_as_link INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN discovery TEXT;  -- JSON; NULL: none goes before it
ALTER TABLE messages ADD COLUMN run INTEGER;     -- the campaign run that it belongs to
ALTER TABLE messages ADD COLUMN unasked INTEGER NOT NULL DEFAULT 0;
