-- When it was to go, if the bot held it at that time for a second yes: from then on it waits for a
-- day at most.
ALTER TABLE announcements ADD COLUMN held_at INTEGER;
