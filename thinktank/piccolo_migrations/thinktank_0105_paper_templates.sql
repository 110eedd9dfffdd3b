CREATE TABLE "paper_template" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "kind" VARCHAR(40) NOT NULL DEFAULT '',
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 0,
  "name" VARCHAR(200) NOT NULL DEFAULT '',
  "sha256" VARCHAR(64) NOT NULL DEFAULT '',
  "size" INTEGER NOT NULL DEFAULT 0,
  "note" VARCHAR(200) NOT NULL DEFAULT '',
  "made_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "made_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "tried_at" TIMESTAMPTZ DEFAULT null,
  "effective_from" DATE DEFAULT null,
  "put_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "put_at" TIMESTAMPTZ DEFAULT null,
  "reason" VARCHAR(200) NOT NULL DEFAULT ''
);
CREATE INDEX paper_template_unit ON "paper_template" ("unit");
CREATE INDEX paper_template_made_by ON "paper_template" ("made_by");
CREATE INDEX paper_template_put_by ON "paper_template" ("put_by");
CREATE UNIQUE INDEX paper_template_number ON paper_template (kind, unit, number);
