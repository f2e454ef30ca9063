-- What the rows of an entity say together. The revision of an entity grows with each statement that is read; an analysis
-- knows which revision it is of, so that polling sees from two numbers whether it is the newest.
ALTER TABLE entity ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
-- A job is about a statement or about an entity.
ALTER TABLE job RENAME COLUMN statement_id TO subject_id;
CREATE TABLE analysis (
    entity_id TEXT NOT NULL PRIMARY KEY REFERENCES entity (id),
    revision BIGINT NOT NULL,
    -- NULL when it was given up.
    body_sealed BLOB,
    created_at BIGINT NOT NULL
);
