-- By which engine and which template a statement was read last, so that those which newer ones would read otherwise are found.
-- NULL: never, or before this was kept.
ALTER TABLE statement ADD COLUMN read_with TEXT;
CREATE INDEX statement_by_reader ON statement (read_with);
