-- The message of the exchange that this one replies to: quoted on the other side as well.
ALTER TABLE entries ADD COLUMN quotes INTEGER REFERENCES entries (id) ON DELETE SET NULL;
CREATE INDEX entries_quotes ON entries (quotes) WHERE quotes IS NOT NULL;
-- Since when the staff chat sees that an answer waits; NULL: it does not, or not yet.
ALTER TABLE entries ADD COLUMN waiting_at INTEGER;
CREATE INDEX entries_waiting ON entries (sent_at)
    WHERE direction = 'out' AND delivery = 'queued' AND waiting_at IS NULL;

-- 1: a secretary wrote it down for a visitor or caller. Nobody's until it is claimed.
ALTER TABLE tickets ADD COLUMN at_counter INTEGER NOT NULL DEFAULT 0;

-- Answers ready to send.
CREATE TABLE templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never reused: old buttons name them
    topic TEXT,                             -- NULL: for every topic
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL                      -- with {number} {name} {office} {date}
);
CREATE INDEX templates_language ON templates (language, topic);

-- Codes with which people claim the concerns that were written down for them.
CREATE TABLE claims (
    code BLOB PRIMARY KEY,                  -- a digest: whoever reads the file learns no code
    ticket_id INTEGER NOT NULL UNIQUE REFERENCES tickets (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    claimed_at INTEGER                      -- since when the code is dead
) WITHOUT ROWID;

-- Wrong codes of the last hour.
CREATE TABLE claim_tries (
    id INTEGER PRIMARY KEY,
    resident_id INTEGER NOT NULL REFERENCES residents (id) ON DELETE CASCADE,
    at INTEGER NOT NULL
);
CREATE INDEX claim_tries_resident ON claim_tries (resident_id, at);
