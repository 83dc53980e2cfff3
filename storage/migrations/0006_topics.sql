-- Whether the group has topics (a forum); NULL: not known yet.
ALTER TABLE chats ADD COLUMN is_forum INTEGER;
-- Since when Telegram lets the bot make no topics there; NULL: it does, or nobody tried.
ALTER TABLE chats ADD COLUMN topics_refused_at INTEGER;

-- The topic in which a ticket stands, in each forum in which it was.
CREATE TABLE forum_topics (
    ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,                      -- NULL: somebody deleted it
    name TEXT NOT NULL,                     -- as it was named last
    closed INTEGER NOT NULL DEFAULT 0,
    losses INTEGER NOT NULL DEFAULT 0,      -- how often it was deleted
    PRIMARY KEY (ticket_id, chat_id)
) WITHOUT ROWID;
