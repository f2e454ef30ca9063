-- What a lender says of a customer does not lie open. link_id and meta_data are sealed under the entity's key; link_hash is a keyed
-- hash to find by. The open columns are emptied when the program first starts on these tables, and stay NULL from then on.
ALTER TABLE entity ADD COLUMN link_hash TEXT;
ALTER TABLE entity ADD COLUMN link_sealed BLOB;
ALTER TABLE entity ADD COLUMN meta_sealed BLOB;
DROP INDEX entity_by_link;
CREATE INDEX entity_by_link_hash ON entity (tenant_id, link_hash);

-- The one entity that uploads by link_id go to, in place of entity_link.
CREATE TABLE linked_entity (
    tenant_id TEXT NOT NULL,
    link_hash TEXT NOT NULL,
    entity_id TEXT NOT NULL REFERENCES entity (id),
    PRIMARY KEY (tenant_id, link_hash)
);

-- Payloads are kept for a while only, and found by their age then.
CREATE INDEX webhook_payload_by_time ON webhook_payload (created_at);
