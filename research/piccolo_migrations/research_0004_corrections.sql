CREATE TABLE "ruling" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "record" INTEGER NOT NULL DEFAULT 0,
  "text" VARCHAR(200) NOT NULL DEFAULT '',
  "by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "reversed_at" TIMESTAMPTZ DEFAULT null,
  "reversed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ruling_by ON "ruling" ("by");
CREATE INDEX ruling_reversed_by ON "ruling" ("reversed_by");

CREATE TABLE "ruling_change" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "ruling" INTEGER NOT NULL REFERENCES "ruling" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "place" VARCHAR(40) NOT NULL DEFAULT '',
  "row" INTEGER NOT NULL DEFAULT 0,
  "field" VARCHAR(20) NOT NULL DEFAULT '',
  "was" VARCHAR(32) NOT NULL DEFAULT '',
  "became" VARCHAR(32) NOT NULL DEFAULT '',
  "kept" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ruling_change_ruling ON "ruling_change" ("ruling");

CREATE INDEX ruling_standing ON ruling (kind, record, id);
CREATE INDEX ruling_change_row ON ruling_change (place, row, ruling);
ALTER TABLE "replication" ADD COLUMN "reversed_at" TIMESTAMPTZ DEFAULT null;
DROP INDEX replication_once;
CREATE UNIQUE INDEX replication_once ON replication (outcome, unit) WHERE reversed_at IS NULL;
