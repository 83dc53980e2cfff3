-- 1: it may be shown to the office, and waits until what is on its way there before it has arrived.
ALTER TABLE entries ADD COLUMN follows INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entries_follows ON entries (ticket_id) WHERE follows = 1;
