-- Who has a role by name, and may act from the private chat. It goes with the person's row.
CREATE TABLE staff (
    person_id INTEGER NOT NULL REFERENCES residents (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('secretary', 'monitoring')),
    office TEXT NOT NULL DEFAULT '',        -- a secretary's office; '' for other roles
    since INTEGER NOT NULL,
    by_id INTEGER,                          -- the administrator's Telegram id
    PRIMARY KEY (person_id, role, office)
) WITHOUT ROWID;
CREATE INDEX staff_office ON staff (role, office);

-- Links by which somebody gets a role: each for one person, and for a time.
CREATE TABLE invites (
    code TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    office TEXT NOT NULL DEFAULT '',
    by_id INTEGER NOT NULL,                 -- the administrator's Telegram id
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- What /find looks in: the words of each entry, folded to one spelling; rowid is the entry's id.
CREATE VIRTUAL TABLE search USING fts5 (words, detail = none, tokenize = 'ascii');

CREATE INDEX tickets_chat ON tickets (chat_id, status);
