-- What the clock and those who press buttons look for, however many concerns and residents there
-- are.

-- Where concerns about an office are that nobody works on: they leave a chat in which people of
-- that office read.
CREATE INDEX tickets_complaints_at_rest ON tickets (office, about_office, chat_id)
    WHERE about_office IS NOT NULL AND chat_id IS NOT NULL AND erased_at IS NULL
    AND status IN ('closed', 'redirected', 'declined', 'withdrawn');

-- Since when nothing was heard of somebody.
CREATE INDEX residents_seen ON residents (COALESCE(seen_on, date(created_at, 'unixepoch')));

-- What somebody was in charge of who is forgotten.
CREATE INDEX tickets_taken ON tickets (taken_by) WHERE taken_by IS NOT NULL;

-- The list of what was set aside, the newest first.
CREATE INDEX inbox_failed ON inbox (received_at, id) WHERE state = 'failed';
CREATE INDEX outbox_failed ON outbox (created_at, id) WHERE state = 'failed';
