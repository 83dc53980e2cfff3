-- The office a concern complains of: no chat that serves it may see the concern.
ALTER TABLE tickets ADD COLUMN about_office TEXT;
CREATE INDEX tickets_about ON tickets (about_office) WHERE about_office IS NOT NULL;
