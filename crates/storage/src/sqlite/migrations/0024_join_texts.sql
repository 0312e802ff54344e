-- Texts from phones that come in parts. They stay for a while after they became messages, so that
-- a part that comes again is known.
CREATE TABLE long_texts (
    id INTEGER PRIMARY KEY,
    link TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    reference INTEGER NOT NULL,
    total INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX long_texts_parties ON long_texts (sender, recipient, link, reference, total);

CREATE TABLE long_text_parts (
    long_text INTEGER NOT NULL REFERENCES long_texts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    coding TEXT NOT NULL,
    octets BLOB NOT NULL,
    PRIMARY KEY (long_text, number)
) STRICT, WITHOUT ROWID;
