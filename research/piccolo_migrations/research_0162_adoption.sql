CREATE TABLE "policy_brief" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" VARCHAR(40) NOT NULL DEFAULT '',
  "title" VARCHAR(120) NOT NULL DEFAULT '',
  "addressees" VARCHAR(200) NOT NULL DEFAULT '',
  "problem" TEXT NOT NULL DEFAULT '',
  "advice" TEXT NOT NULL DEFAULT '',
  "effect" TEXT NOT NULL DEFAULT '',
  "signer" VARCHAR(60) NOT NULL DEFAULT '',
  "sent_on" DATE DEFAULT null,
  "drafted_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "drafted_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX policy_brief_outcome ON "policy_brief" ("outcome");
CREATE INDEX policy_brief_drafted_by ON "policy_brief" ("drafted_by");
CREATE UNIQUE INDEX policy_brief_number ON "policy_brief" ("number") WHERE number <> '' AND state = 'sent';
CREATE TABLE "outcome_task" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "matter" VARCHAR(120) NOT NULL DEFAULT '',
  "basis" TEXT NOT NULL DEFAULT '',
  "requirement" TEXT NOT NULL DEFAULT '',
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "order_id" INTEGER DEFAULT null,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX outcome_task_outcome ON "outcome_task" ("outcome");
CREATE INDEX outcome_task_by ON "outcome_task" ("by");
CREATE TABLE "adoption" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "ask" TEXT NOT NULL DEFAULT '',
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "asked_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_of" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "content" TEXT NOT NULL DEFAULT '',
  "measures" TEXT NOT NULL DEFAULT '',
  "document" VARCHAR(80) NOT NULL DEFAULT '',
  "grounds" VARCHAR(20) NOT NULL DEFAULT '',
  "adopted_on" DATE DEFAULT null,
  "effect" TEXT NOT NULL DEFAULT '',
  "confirmer" VARCHAR(60) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null,
  "asked_months" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX adoption_outcome ON "adoption" ("outcome");
CREATE INDEX adoption_unit ON "adoption" ("unit", "state", "due_on");
CREATE INDEX adoption_asked_by ON "adoption" ("asked_by");
CREATE INDEX adoption_asked_of ON "adoption" ("asked_of", "state");
CREATE INDEX adoption_answered_by ON "adoption" ("answered_by");
CREATE INDEX adoption_due ON "adoption" ("due_on", "id") WHERE state = 'asked';
CREATE INDEX adoption_to_ask ON "adoption" ("asked_months", "adopted_on") WHERE state = 'confirmed';
CREATE UNIQUE INDEX adoption_once ON "adoption" ("outcome", "unit") WHERE state IN ('asked', 'confirmed');
CREATE TABLE "effect_return" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "adoption" INTEGER NOT NULL REFERENCES "adoption" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "months" INTEGER NOT NULL DEFAULT 0,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "asked_of" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "effect" TEXT NOT NULL DEFAULT '',
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX effect_return_once ON "effect_return" ("adoption", "months");
CREATE INDEX effect_return_asked_of ON "effect_return" ("asked_of", "state");
CREATE INDEX effect_return_answered_by ON "effect_return" ("answered_by");
CREATE INDEX effect_return_due ON "effect_return" ("due_on", "id") WHERE state = 'asked';
