-- 1: announcements are not wanted; answers always come.
ALTER TABLE residents ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
-- The district that they named or stood in last, when they looked for their office.
ALTER TABLE residents ADD COLUMN last_district TEXT;

CREATE TABLE announcements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never reused: old buttons name them
    by_id INTEGER NOT NULL,                 -- the administrator's Telegram id
    status TEXT NOT NULL,                   -- a bot.reception.announcements.Status
    audience TEXT NOT NULL,                 -- a bot.reception.announcements.Audience as JSON
    at INTEGER,                             -- when it is to go; NULL: as soon as it may
    created_at INTEGER NOT NULL,
    approved_by INTEGER,                    -- the second administrator
    started_at INTEGER,
    ended_at INTEGER,                       -- when the last of it was settled
    taken_back_at INTEGER,                  -- since when it is being deleted again
    worked REAL NOT NULL DEFAULT 0,         -- seconds in which it was being sent, without pauses
    total INTEGER NOT NULL DEFAULT 0,       -- the people it was meant for when it began
    delivered INTEGER NOT NULL DEFAULT 0,   -- the sums of recipients, kept when those rows go
    blocked INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    taken_back INTEGER NOT NULL DEFAULT 0,
    progress_id INTEGER                     -- the message in the author's chat that shows it
);
CREATE INDEX announcements_status ON announcements (status);

CREATE TABLE announcement_versions (
    announcement_id INTEGER NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    contents TEXT NOT NULL,                 -- JSON: handlers.relay contents, several for an album
    PRIMARY KEY (announcement_id, language)
) WITHOUT ROWID;

-- Who gets an announcement, and what became of it. Purged when nothing can be taken back any more.
CREATE TABLE recipients (
    announcement_id INTEGER NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    resident_id INTEGER NOT NULL REFERENCES residents (id) ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
        ('waiting', 'queued', 'delivered', 'blocked', 'failed', 'removing', 'taken_back')),
    at INTEGER,                             -- when it was delivered
    message_ids TEXT,                       -- JSON: in the resident's chat
    PRIMARY KEY (announcement_id, resident_id)
) WITHOUT ROWID;
CREATE INDEX recipients_state ON recipients (announcement_id, state);
