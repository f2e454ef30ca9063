-- By what a statement is known again when it comes from somebody else: keyed hashes, nothing of the statement itself.
CREATE TABLE fingerprint (
    tenant_id TEXT NOT NULL,
    -- Of the file identifier, or of a row.
    mark TEXT NOT NULL,
    statement_id TEXT NOT NULL REFERENCES statement (id),
    entity_id TEXT NOT NULL,
    -- `file` or `row`.
    kind TEXT NOT NULL,
    -- Of the account; NULL when none is printed.
    account TEXT,
    -- Of amount and balance, for a row.
    figures TEXT NOT NULL,
    PRIMARY KEY (tenant_id, mark, statement_id)
);
