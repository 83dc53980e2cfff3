-- Who is known to be in which staff chat. Telegram tells a bot only of those who write, press, come
-- or leave, so others may be there, too. Rows go with the chat's last office, and with the person.
CREATE TABLE members (
    chat_id INTEGER NOT NULL,
    telegram_id INTEGER NOT NULL,
    name TEXT NOT NULL,                     -- as Telegram showed it last
    joined_at INTEGER,                      -- when Telegram told that they came; NULL: it did not
    left_at INTEGER,                        -- since when they are not in the chat; NULL: they are
    seen_at INTEGER NOT NULL,               -- when they were last heard of
    asked_at INTEGER,                       -- when Telegram was last asked whether they are there
    PRIMARY KEY (chat_id, telegram_id)
) WITHOUT ROWID;
CREATE INDEX members_person ON members (telegram_id);

-- How many members Telegram counts in a staff chat, and when it was asked.
ALTER TABLE chats ADD COLUMN members INTEGER;
ALTER TABLE chats ADD COLUMN counted_at INTEGER;
