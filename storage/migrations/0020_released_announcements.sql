-- When nothing stood in its way any longer but its time: "send" was pressed, or the second yes was
-- said. What goes at once, and could not for long, is not sent without a question. NULL: unknown.
ALTER TABLE announcements ADD COLUMN released_at INTEGER;
