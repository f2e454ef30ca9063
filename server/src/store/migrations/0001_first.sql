-- Portable columns only: TEXT, BIGINT, BLOB (BYTEA on PostgreSQL). Times are milliseconds since 1970 in UTC.
-- Columns whose name ends in _sealed hold personal data, encrypted with AES-256-GCM under the master key.

CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE entity (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    link_id TEXT,
    is_single_account BIGINT NOT NULL,
    meta_data TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX entity_by_age ON entity (tenant_id, created_at, id);
CREATE INDEX entity_by_link ON entity (tenant_id, link_id);

-- The one entity that uploads by link_id go to; the key makes find-or-create safe against a race.
CREATE TABLE entity_link (
    tenant_id TEXT NOT NULL,
    link_id TEXT NOT NULL,
    entity_id TEXT NOT NULL REFERENCES entity (id),
    PRIMARY KEY (tenant_id, link_id)
);

-- match_key is a keyed hash of bank and account number, so that accounts are found without storing the number in the clear.
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    entity_id TEXT NOT NULL REFERENCES entity (id),
    match_key TEXT NOT NULL,
    bank TEXT NOT NULL,
    details_sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (entity_id, match_key)
);

CREATE TABLE statement (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    entity_id TEXT NOT NULL REFERENCES entity (id),
    bank TEXT NOT NULL,
    read_as TEXT,
    object_key TEXT NOT NULL,
    secrets_sealed BLOB NOT NULL,
    file_sha256 TEXT NOT NULL,
    file_bytes BIGINT NOT NULL,
    identity_status TEXT NOT NULL,
    transaction_status TEXT NOT NULL,
    message TEXT,
    from_date TEXT,
    to_date TEXT,
    findings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX statement_by_entity ON statement (entity_id, created_at, id);

-- A document may hold several accounts; ordinal is the place of the account's statement within the report.
CREATE TABLE statement_account (
    statement_id TEXT NOT NULL REFERENCES statement (id),
    ordinal BIGINT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    months TEXT NOT NULL,
    PRIMARY KEY (statement_id, ordinal)
);
CREATE INDEX statement_account_by_account ON statement_account (account_id);

CREATE TABLE report (
    statement_id TEXT NOT NULL PRIMARY KEY REFERENCES statement (id),
    body_sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL
);

-- fence grows with each claim; a worker whose fence is no longer the newest can neither finish nor fail the job.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    state TEXT NOT NULL,
    run_after BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    owner TEXT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (kind, statement_id)
);
CREATE INDEX job_ready ON job (state, run_after);
