-- The terms of the law in working days, each row from the day on which it holds.
CREATE TABLE terms (
    since TEXT PRIMARY KEY,
    registration INTEGER NOT NULL,
    answer INTEGER NOT NULL,
    source TEXT NOT NULL
) WITHOUT ROWID;
-- Databases filled before this table came are not filled again.
INSERT INTO terms VALUES ('2007-05-04', 1, 14, 'Law No. 67 of 4 May 2007');

-- The day by which somebody should take it or note its register number; NULL: no such day.
ALTER TABLE tickets ADD COLUMN register_by TEXT;
-- When an answer first reached the resident within the present term; NULL: the term runs.
ALTER TABLE tickets ADD COLUMN due_met_at INTEGER;
-- Why the present term was extended, in the words the resident was told; NULL: it was not.
ALTER TABLE tickets ADD COLUMN extension TEXT;
-- What the resident says of the last answer: solved, partly, not_solved.
ALTER TABLE tickets ADD COLUMN outcome TEXT;
ALTER TABLE tickets ADD COLUMN outcome_at INTEGER;
-- Until when their next words are a comment on that.
ALTER TABLE tickets ADD COLUMN comment_until INTEGER;
-- When they were last told that the concern will be closed unless they say something.
ALTER TABLE tickets ADD COLUMN close_warned_at INTEGER;
UPDATE tickets SET due_met_at = answered_at;

-- Which reminders of a deadline were sent.
CREATE TABLE reminders (
    ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    deadline TEXT NOT NULL,                 -- registration, answer
    due_on TEXT NOT NULL,                   -- with another day reminding begins anew
    step INTEGER NOT NULL,                  -- a step of bot.reception.deadlines.LADDER
    at INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, deadline, due_on, step)
) WITHOUT ROWID;
