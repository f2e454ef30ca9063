-- What the list of entities is ordered and narrowed by. All of it is NULL for what was read before; it comes with the next reading.

-- The least of the verdicts of a document.
ALTER TABLE statement ADD COLUMN verdict TEXT;
-- What all findings about an entity weigh together: the score, and low, medium or high.
ALTER TABLE analysis ADD COLUMN risk BIGINT;
ALTER TABLE analysis ADD COLUMN risk_band TEXT;
-- When a statement was last uploaded to the entity.
ALTER TABLE entity ADD COLUMN active_at BIGINT NOT NULL DEFAULT 0;
UPDATE entity SET active_at = COALESCE((SELECT MAX(s.created_at) FROM statement s WHERE s.entity_id = entity.id), created_at);
CREATE INDEX entity_by_activity ON entity (tenant_id, active_at, id);
-- So that the banks of a tenant are found without reading its statements.
CREATE INDEX statement_by_bank ON statement (tenant_id, bank);
