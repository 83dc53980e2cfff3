-- Reminders that did not reach their chat within the office's day: it gets them in the next office
-- hours, if the deadline runs still.
CREATE TABLE owed_reminders (
    chat_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    deadline TEXT NOT NULL,                 -- registration, answer
    due_on TEXT NOT NULL,                   -- of another day no reminder is owed
    PRIMARY KEY (chat_id, ticket_id, deadline)
) WITHOUT ROWID;
