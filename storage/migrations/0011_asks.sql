-- 1: the office asks the resident something; it is no answer.
ALTER TABLE entries ADD COLUMN asks INTEGER NOT NULL DEFAULT 0;

-- The detail of such an event is the id of the answer's first entry, as near as it can be told.
UPDATE events SET detail = (
    SELECT MAX(id) FROM entries
    WHERE entries.ticket_id = events.ticket_id AND direction = 'out' AND sent_at <= events.at
) WHERE kind = 'answered';
