-- Lists of templates; one-off contents are in no list and pay nothing.
CREATE INDEX contents_templates ON contents (account, created_ms, id) WHERE kind = 'template';

-- Until when sends of a content are attempted; a deleted one is kept for so long.
CREATE INDEX messages_content ON messages (content, validity_ms);

-- Files that something has stopped naming. Whether nothing names them is asked when they are due.
CREATE TABLE leftovers (
    blob BLOB PRIMARY KEY,
    since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX leftovers_since ON leftovers (since_ms);
CREATE INDEX renditions_blob ON renditions (blob) WHERE blob IS NOT NULL;

-- Addresses that whoever knows them may open. Found by the SHA-256 of their token; the token
-- itself is kept only where its owner is shown it again.
CREATE TABLE links (
    digest BLOB PRIMARY KEY,
    purpose TEXT NOT NULL,
    content INTEGER NOT NULL REFERENCES contents (id),
    token TEXT,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX links_poster ON links (content) WHERE purpose = 'poster';
