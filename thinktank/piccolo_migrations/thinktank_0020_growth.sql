ALTER TABLE growth_entry ADD COLUMN "source" VARCHAR(120) NOT NULL DEFAULT '';
ALTER TABLE growth_entry ADD COLUMN "nth" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE growth_entry ADD COLUMN "corrects" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE growth_entry ADD COLUMN "field_class" VARCHAR(2) NOT NULL DEFAULT 'P2';
UPDATE growth_entry SET category = '成果' WHERE category = 'outcome';
UPDATE growth_entry SET field_class = 'P3' WHERE category = '评价';
UPDATE growth_entry SET source = 'talent:' || record || ':入库:admitted' WHERE category = '入库' AND kind = 'talent';
CREATE UNIQUE INDEX growth_entry_source ON growth_entry (talent, source, nth) WHERE source <> '';
CREATE INDEX growth_entry_record ON growth_entry (kind, record);
CREATE INDEX growth_entry_corrects ON growth_entry (corrects) WHERE corrects <> 0;
CREATE TABLE "growth_claim" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "category" VARCHAR(30) NOT NULL DEFAULT '',
  "on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "text" TEXT NOT NULL DEFAULT '',
  "proposed_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "proposed_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "note" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX growth_claim_talent ON "growth_claim" ("talent");
CREATE INDEX growth_claim_proposed_by ON "growth_claim" ("proposed_by");
CREATE INDEX growth_claim_decided_by ON "growth_claim" ("decided_by");
CREATE TABLE "assessment" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "year" INTEGER NOT NULL DEFAULT 0,
  "evidence" TEXT NOT NULL DEFAULT '[]',
  "level" VARCHAR(12) NOT NULL DEFAULT '',
  "opinion" TEXT NOT NULL DEFAULT '',
  "drafted_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "drafted_at" TIMESTAMPTZ DEFAULT null,
  "signed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "signed_at" TIMESTAMPTZ DEFAULT null,
  "note" TEXT NOT NULL DEFAULT '',
  "opened_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX assessment_talent ON "assessment" ("talent");
CREATE INDEX assessment_drafted_by ON "assessment" ("drafted_by");
CREATE INDEX assessment_signed_by ON "assessment" ("signed_by");
CREATE INDEX growth_claim_waiting ON growth_claim (id) WHERE state = 'proposed';
CREATE UNIQUE INDEX assessment_once ON assessment (talent, year);
CREATE INDEX assessment_list ON assessment (year, state, id);
