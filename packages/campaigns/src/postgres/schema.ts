/** Raised with every change of the tables. */
export const schemaVersion = 1;

/**
 * What changes often is kept apart from what is large. `unsettled` counts the chunks that can be claimed, which are those
 * that are open, and those with late outcomes. A campaign's own counts are those of its settled chunks: the open ones
 * keep their counts to themselves, so that the workers of one campaign do not wait for one row.
 */
export const tables = `
CREATE TABLE version (number integer NOT NULL);
INSERT INTO version VALUES (${schemaVersion});
CREATE SEQUENCE turns;

CREATE TABLE campaigns (
  pk integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  key text NOT NULL UNIQUE,
  chat text NOT NULL,
  definition text NOT NULL,
  chunk_size integer NOT NULL,
  state text NOT NULL DEFAULT 'appending',
  control text NOT NULL DEFAULT 'running',
  chunks integer NOT NULL DEFAULT 0,
  open integer NOT NULL DEFAULT 0,
  unsettled integer NOT NULL DEFAULT 0,
  recipients integer NOT NULL DEFAULT 0,
  duplicates integer NOT NULL DEFAULT 0,
  accepted integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  unconfirmed integer NOT NULL DEFAULT 0,
  revision integer NOT NULL DEFAULT 0,
  created_at double precision NOT NULL,
  done_at double precision,
  pruned integer NOT NULL DEFAULT 0,
  turn bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX ON campaigns (pk) WHERE unsettled > 0;

CREATE TABLE chunks (
  campaign integer NOT NULL,
  number integer NOT NULL,
  state text NOT NULL DEFAULT 'open',
  count integer NOT NULL,
  hash text NOT NULL,
  round integer NOT NULL DEFAULT 1,
  epoch integer NOT NULL DEFAULT 0,
  worker text,
  lease_until double precision NOT NULL DEFAULT 0,
  revision integer NOT NULL DEFAULT 0,
  accepted integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  unconfirmed integer NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, number)
) WITH (fillfactor = 70);
CREATE INDEX ON chunks (campaign, number) WHERE state <> 'settled';
CREATE INDEX ON chunks (campaign, revision) WHERE revision > 0;

CREATE TABLE contents (
  campaign integer NOT NULL,
  number integer NOT NULL,
  recipients bytea NOT NULL,
  todo bytea,
  outcomes bytea,
  PRIMARY KEY (campaign, number)
);

CREATE TABLE segments (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign integer NOT NULL,
  number integer NOT NULL,
  round integer NOT NULL,
  bytes bytea NOT NULL
);
CREATE INDEX ON segments (campaign, number, place);

CREATE TABLE intents (
  campaign integer NOT NULL,
  number integer NOT NULL,
  call text NOT NULL,
  bytes bytea NOT NULL,
  first_attempt_at double precision NOT NULL,
  may_run_until double precision NOT NULL,
  replaced boolean NOT NULL DEFAULT false,
  PRIMARY KEY (campaign, number, call)
);
`;
