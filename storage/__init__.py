"""Everything that is kept: one file per thing."""
