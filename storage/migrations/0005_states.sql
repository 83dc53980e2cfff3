-- What a reply to a prompt is for, as JSON; NULL: it is an answer to the resident.
ALTER TABLE links ADD COLUMN purpose TEXT;
-- The number of the concern in the agency's own register.
ALTER TABLE tickets ADD COLUMN register_number TEXT;
-- The concern of which this one is a second telling.
ALTER TABLE tickets ADD COLUMN duplicate_of INTEGER REFERENCES tickets (id) ON DELETE SET NULL;
-- When the last question of the office reached the resident.
ALTER TABLE tickets ADD COLUMN asked_at INTEGER;
-- Why it was declined: a legal ground of bot.reception.grounds, or NULL.
ALTER TABLE tickets ADD COLUMN ground TEXT;
-- Why it was redirected or declined, in the words that the resident was told.
ALTER TABLE tickets ADD COLUMN decision TEXT;
-- When those who answer for urgent concerns were told of this one.
ALTER TABLE tickets ADD COLUMN alarmed_at INTEGER;
CREATE INDEX tickets_duplicate ON tickets (duplicate_of) WHERE duplicate_of IS NOT NULL;
-- 1: it stands in a message together with others, where it cannot be changed alone.
ALTER TABLE entries ADD COLUMN bundled INTEGER NOT NULL DEFAULT 0;
