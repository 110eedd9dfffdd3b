ALTER TABLE "report" ADD COLUMN "grace_on" DATE DEFAULT null;
ALTER TABLE "report" ADD COLUMN "hard_on" DATE DEFAULT null;
ALTER TABLE "report" ADD COLUMN "extended" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "report" ADD COLUMN "form" VARCHAR(10) NOT NULL DEFAULT 'short';
ALTER TABLE "report" ADD COLUMN "no_change" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "report" ADD COLUMN "achievements" TEXT NOT NULL DEFAULT '';
CREATE TABLE "report_plan" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "cadence" VARCHAR(20) NOT NULL DEFAULT '',
  "every_days" INTEGER NOT NULL DEFAULT 30,
  "form" VARCHAR(20) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "set_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE UNIQUE INDEX report_plan_project ON "report_plan" ("project");
CREATE INDEX report_plan_set_by ON "report_plan" ("set_by");
CREATE TABLE "report_extension" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "report" INTEGER NOT NULL REFERENCES "report" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "was_due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "until" DATE NOT NULL DEFAULT CURRENT_DATE,
  "reason" TEXT NOT NULL DEFAULT '',
  "asked_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "note" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX report_extension_report ON "report_extension" ("report");
CREATE INDEX report_extension_asked_by ON "report_extension" ("asked_by");
CREATE INDEX report_extension_decided_by ON "report_extension" ("decided_by");
CREATE INDEX report_extension_state ON "report_extension" ("state", "id");
CREATE UNIQUE INDEX report_extension_asked ON "report_extension" ("report") WHERE state = 'asked';
ALTER TABLE "coordination" ADD COLUMN "owner_account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "coordination" ADD COLUMN "closed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "coordination" ADD COLUMN "closed_at" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "coordination" ADD COLUMN "note" TEXT NOT NULL DEFAULT '';
CREATE INDEX coordination_owner_account ON "coordination" ("owner_account");
CREATE INDEX coordination_closed_by ON "coordination" ("closed_by")
