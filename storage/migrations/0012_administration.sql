-- Administrators can be appointed, beside those of ADMIN_IDS.
CREATE TABLE staff_now (
    person_id INTEGER NOT NULL REFERENCES residents (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('secretary', 'monitoring', 'administrator')),
    office TEXT NOT NULL DEFAULT '',        -- a secretary's office; '' for other roles
    since INTEGER NOT NULL,
    by_id INTEGER,                          -- the administrator's Telegram id
    PRIMARY KEY (person_id, role, office)
) WITHOUT ROWID;
INSERT INTO staff_now SELECT person_id, role, office, since, by_id FROM staff;
DROP TABLE staff;
ALTER TABLE staff_now RENAME TO staff;
CREATE INDEX staff_office ON staff (role, office);

-- Slow work that somebody asked for: pictures, tables, imports. Done one by one, in their order.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,                     -- a name in handlers.jobs
    chat_id INTEGER NOT NULL,               -- where the result goes
    person_id INTEGER,                      -- the Telegram id of who asked; NULL: the clock
    params TEXT NOT NULL,                   -- JSON
    at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0     -- how often it was begun
);
