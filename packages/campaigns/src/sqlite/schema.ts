/** Raised with every change of the tables. */
export const schemaVersion = 1;

/**
 * What changes often is kept apart from what is large: SQLite writes a row anew as a whole. `unsettled` counts the chunks
 * that can be claimed, which are those that are open, and those with late outcomes.
 */
export const schema = `
CREATE TABLE campaigns (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,
  chat TEXT NOT NULL,
  definition TEXT NOT NULL,
  chunk_size INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'appending',
  control TEXT NOT NULL DEFAULT 'running',
  chunks INTEGER NOT NULL DEFAULT 0,
  open INTEGER NOT NULL DEFAULT 0,
  unsettled INTEGER NOT NULL DEFAULT 0,
  recipients INTEGER NOT NULL DEFAULT 0,
  duplicates INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  unconfirmed INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  created_at REAL NOT NULL,
  done_at REAL,
  pruned INTEGER NOT NULL DEFAULT 0,
  claims INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX campaigns_to_work_on ON campaigns (claims, pk) WHERE unsettled > 0;

CREATE TABLE chunks (
  campaign INTEGER NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  count INTEGER NOT NULL,
  hash TEXT NOT NULL,
  round INTEGER NOT NULL DEFAULT 1,
  epoch INTEGER NOT NULL DEFAULT 0,
  worker TEXT,
  lease_until REAL NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  unconfirmed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX chunks_to_work_on ON chunks (campaign, number) WHERE state <> 'settled';
CREATE INDEX chunks_by_revision ON chunks (campaign, revision) WHERE revision > 0;

CREATE TABLE contents (
  campaign INTEGER NOT NULL,
  number INTEGER NOT NULL,
  recipients BLOB NOT NULL,
  todo BLOB,
  outcomes BLOB,
  PRIMARY KEY (campaign, number)
) STRICT;

CREATE TABLE segments (
  place INTEGER PRIMARY KEY,
  campaign INTEGER NOT NULL,
  number INTEGER NOT NULL,
  round INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX segments_of_chunk ON segments (campaign, number, place);

CREATE TABLE intents (
  campaign INTEGER NOT NULL,
  number INTEGER NOT NULL,
  call TEXT NOT NULL,
  bytes BLOB NOT NULL,
  first_attempt_at REAL NOT NULL,
  may_run_until REAL NOT NULL,
  replaced INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, number, call)
) STRICT;
`;
