ALTER TABLE "outcome" ADD COLUMN "origin" VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE "outcome" ADD COLUMN "returned_at" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "outcome" ADD COLUMN "returned_reason" TEXT NOT NULL DEFAULT '';
ALTER TABLE "outcome" ADD COLUMN "returned_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
CREATE INDEX outcome_returned_by ON "outcome" ("returned_by");
ALTER TABLE "outcome_step" ADD COLUMN "grounds" VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE "outcome_step" ADD COLUMN "approver" VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE "outcome_step" ADD COLUMN "checked_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "outcome_step" ADD COLUMN "checked_at" TIMESTAMPTZ DEFAULT null;
CREATE INDEX outcome_step_checked_by ON "outcome_step" ("checked_by");
DROP INDEX outcome_step_once;
CREATE UNIQUE INDEX outcome_step_once ON outcome_step (outcome, rung) WHERE reversed_at IS NULL AND rung <> 'evidence';
CREATE INDEX outcome_standing ON outcome (state, state_since, id);
CREATE INDEX outcome_standing_direction ON outcome (direction, state, state_since, id);
CREATE INDEX outcome_title ON outcome (title);
CREATE TABLE "outcome_version" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "nth" INTEGER NOT NULL DEFAULT 1,
  "content" TEXT NOT NULL DEFAULT '{}',
  "reason" TEXT NOT NULL DEFAULT '',
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE UNIQUE INDEX outcome_version_once ON outcome_version (outcome, nth);
CREATE INDEX outcome_version_by ON "outcome_version" ("by");
