-- What several machines need, and keys that can be destroyed.

-- A random key of the entity's own, sealed under the master key. All that is sealed of the entity is sealed under it, so that
-- without this column nothing of it can be read. NULL: an entity from before, whose records are under the master key itself.
ALTER TABLE entity ADD COLUMN key_sealed BLOB;

-- How often a job was claimed since it was last enqueued: more often than its failures when it kills its workers.
ALTER TABLE job ADD COLUMN claims BIGINT NOT NULL DEFAULT 0;

-- Objects that no statement holds: about to be accepted, or about to be removed. The transaction that makes a statement
-- strikes its object off; what is still here after remove_after is removed from the object store.
CREATE TABLE unheld_object (
    object_key TEXT NOT NULL PRIMARY KEY,
    remove_after BIGINT NOT NULL
);
CREATE INDEX unheld_object_by_time ON unheld_object (remove_after);

-- What is true of this database as a whole, such as the fingerprint of the master key that it belongs to.
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
