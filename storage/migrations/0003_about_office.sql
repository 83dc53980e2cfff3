-- The office a concern complains of: no chat that serves it may see the concern.
ALTER TABLE tickets ADD COLUMN about_office TEXT;
