-- The directory's tables that an administrator sent, until they are put in the place of the present
-- ones or a day has passed. One for each administrator.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never reused: old buttons name them
    person_id INTEGER NOT NULL UNIQUE REFERENCES residents (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    version TEXT NOT NULL,                  -- of the directory that the dry run was made against
    tables TEXT NOT NULL                    -- JSON: table -> rows, each [file, line, cells]
);
