-- One person may be blocked for several concerns: each block stands for itself, so that nobody can
-- tell from one that two concerns have the same writer.
CREATE TABLE new_blocks (
    telegram_id INTEGER NOT NULL,
    ticket_number TEXT NOT NULL,            -- the concern it is for: people are not named
    reason TEXT NOT NULL,                   -- in the administrator's words; shown to the person
    until INTEGER,                          -- NULL: until somebody lifts it
    by_id INTEGER NOT NULL,                 -- the administrator's Telegram id
    at INTEGER NOT NULL,
    PRIMARY KEY (telegram_id, ticket_number)
);
INSERT INTO new_blocks SELECT telegram_id, ticket_number, reason, until, by_id, at FROM blocks;
DROP TABLE blocks;
ALTER TABLE new_blocks RENAME TO blocks;
