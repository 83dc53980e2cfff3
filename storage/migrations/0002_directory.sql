-- Who changed what besides tickets: the directory now, all administrative acts later.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    person_id INTEGER,                      -- a Telegram id; NULL: the command line or the bot
    act TEXT NOT NULL,                      -- add, change, remove, reorder
    subject TEXT NOT NULL,                  -- what was changed: a table and a code, "offices NKT"
    field TEXT,                             -- the column that was changed; NULL: the whole row
    old TEXT,                               -- the cell, or the whole row as JSON;
    new TEXT                                -- NULL: unknown or nothing
);
CREATE INDEX audit_subject ON audit (subject, id);
