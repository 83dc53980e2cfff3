-- 1: an answer comes as a notice that says nothing, its words behind a tap.
ALTER TABLE residents ADD COLUMN discreet INTEGER NOT NULL DEFAULT 0;
-- The last day on which they wrote or pressed something.
ALTER TABLE residents ADD COLUMN seen_on TEXT;
-- When they were last sent the file with what is held about them.
ALTER TABLE residents ADD COLUMN data_sent_at INTEGER;

-- When it was closed or withdrawn; NULL while it is neither.
ALTER TABLE tickets ADD COLUMN closed_at INTEGER;
-- Since when nothing in it tells whose it is or what it says.
ALTER TABLE tickets ADD COLUMN erased_at INTEGER;
-- A finished draft that waits for a limit: when it is filed by itself.
ALTER TABLE tickets ADD COLUMN send_at INTEGER;
UPDATE tickets SET closed_at = updated_at WHERE status IN ('closed', 'withdrawn');
CREATE INDEX tickets_closed ON tickets (closed_at) WHERE closed_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX tickets_send ON tickets (send_at) WHERE send_at IS NOT NULL;
-- When it was shown to the office apart from the card; NULL: on the card, or not yet.
ALTER TABLE entries ADD COLUMN shown_at INTEGER;
UPDATE entries SET shown_at = sent_at WHERE direction = 'in'
    AND id IN (SELECT entry_id FROM links WHERE kind = 'copy');
CREATE INDEX entries_shown ON entries (ticket_id, shown_at) WHERE shown_at IS NOT NULL;
-- What a resident added beyond the limit, still to be shown to the office.
CREATE INDEX entries_held ON entries (id) WHERE direction = 'in' AND delivery = 'queued';

-- Who may not write for a time. It outlives the resident's row.
CREATE TABLE blocks (
    telegram_id INTEGER PRIMARY KEY,
    ticket_number TEXT NOT NULL,            -- the concern it is for: people are not named
    reason TEXT NOT NULL,                   -- in the administrator's words; shown to the person
    until INTEGER,                          -- NULL: until somebody lifts it
    by_id INTEGER NOT NULL,                 -- the administrator's Telegram id
    at INTEGER NOT NULL
);

-- Which messages stand in private chats, for as long as Telegram lets bots delete them.
CREATE TABLE standing (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
CREATE INDEX standing_at ON standing (at);
