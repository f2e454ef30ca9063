-- Where a tenant wants to be told of its statements. mode: 0 none of ours, 1 uploads, 3 all; the secrets are URL and signing key.
CREATE TABLE webhook (
    tenant_id TEXT NOT NULL PRIMARY KEY,
    mode BIGINT NOT NULL,
    secrets_sealed BLOB NOT NULL,
    updated_at BIGINT NOT NULL
);

-- The outbox: written together with what it tells of, delivered by a job of its own.
CREATE TABLE webhook_payload (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    entity_id TEXT NOT NULL REFERENCES entity (id),
    statement_id TEXT NOT NULL,
    link_id TEXT,
    progress TEXT NOT NULL,
    reason TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_payload_by_age ON webhook_payload (tenant_id, created_at, id);
CREATE INDEX webhook_payload_by_entity ON webhook_payload (entity_id);

-- Whether the end of the statement's processing was told, or did not need to be.
ALTER TABLE statement ADD COLUMN announced BIGINT NOT NULL DEFAULT 0;
UPDATE statement SET announced = 1 WHERE transaction_status <> 'processing';

-- What a request with an Idempotency-Key was answered. Key and request are kept as keyed hashes.
CREATE TABLE idempotency (
    tenant_id TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    -- Who is at it and until when at most, as long as there is no answer.
    owner TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    status BIGINT,
    body_sealed BLOB,
    entity_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
CREATE INDEX idempotency_by_entity ON idempotency (entity_id);
