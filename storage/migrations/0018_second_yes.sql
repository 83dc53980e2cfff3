-- Since when it waits for a second administrator's yes. It does so for a day at most.
ALTER TABLE announcements ADD COLUMN asked_at INTEGER;
UPDATE announcements SET asked_at = COALESCE(
    (SELECT MAX(at) FROM audit WHERE act = 'ask_about_announcement'
        AND subject = 'announcements ' || announcements.id),
    created_at
) WHERE status = 'waiting';
-- When it was to go, if the bot held it at that time for a second yes.
ALTER TABLE announcements ADD COLUMN held_at INTEGER;
