-- What the statements of an entity together give rise to, as JSON: beside the sealed analysis, so that polling opens nothing.
ALTER TABLE analysis ADD COLUMN findings TEXT NOT NULL DEFAULT '[]';
