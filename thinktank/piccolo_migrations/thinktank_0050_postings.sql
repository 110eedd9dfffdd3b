CREATE TABLE "post_need" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "post" VARCHAR(80) NOT NULL DEFAULT '',
  "duties" TEXT NOT NULL DEFAULT '',
  "skills" VARCHAR(200) NOT NULL DEFAULT '',
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "project" INTEGER NOT NULL DEFAULT 0,
  "project_title" VARCHAR(160) NOT NULL DEFAULT '',
  "full_time" BOOLEAN NOT NULL DEFAULT true,
  "number" INTEGER NOT NULL DEFAULT 1,
  "taken" INTEGER NOT NULL DEFAULT 0,
  "months" INTEGER NOT NULL DEFAULT 3,
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "conditions" TEXT NOT NULL DEFAULT '',
  "mentor_name" VARCHAR(60) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "created_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX post_need_unit ON "post_need" ("unit");
CREATE INDEX post_need_created_by ON "post_need" ("created_by");

CREATE TABLE "posting" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "need" INTEGER NOT NULL REFERENCES "post_need" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "sender" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "receiver" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "post" VARCHAR(80) NOT NULL DEFAULT '',
  "full_time" BOOLEAN NOT NULL DEFAULT true,
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "ends_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "first_ends_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "basis" VARCHAR(120) NOT NULL DEFAULT '',
  "fit" INTEGER NOT NULL DEFAULT 0,
  "reason" TEXT NOT NULL DEFAULT '',
  "asked_at" TIMESTAMPTZ DEFAULT null,
  "approved_at" TIMESTAMPTZ DEFAULT null,
  "warnings" TEXT NOT NULL DEFAULT '',
  "arrived_on" DATE DEFAULT null,
  "contact" VARCHAR(60) NOT NULL DEFAULT '',
  "mentor_name" VARCHAR(60) NOT NULL DEFAULT '',
  "plan" TEXT NOT NULL DEFAULT '',
  "half_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "half_text" TEXT NOT NULL DEFAULT '',
  "half_at" TIMESTAMPTZ DEFAULT null,
  "half_comment" TEXT NOT NULL DEFAULT '',
  "summary" TEXT NOT NULL DEFAULT '',
  "summary_at" TIMESTAMPTZ DEFAULT null,
  "grade" VARCHAR(20) NOT NULL DEFAULT '',
  "ended_on" DATE DEFAULT null,
  "end_reason" TEXT NOT NULL DEFAULT '',
  "created_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX posting_need ON "posting" ("need");
CREATE INDEX posting_talent ON "posting" ("talent");
CREATE INDEX posting_sender ON "posting" ("sender");
CREATE INDEX posting_receiver ON "posting" ("receiver");
CREATE INDEX posting_created_by ON "posting" ("created_by");

CREATE TABLE "posting_opinion" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "posting" INTEGER NOT NULL REFERENCES "posting" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "step" VARCHAR(12) NOT NULL DEFAULT '',
  "side" VARCHAR(12) NOT NULL DEFAULT '',
  "agrees" BOOLEAN NOT NULL DEFAULT true,
  "text" TEXT NOT NULL DEFAULT '',
  "on_paper" BOOLEAN NOT NULL DEFAULT false,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX posting_opinion_posting ON "posting_opinion" ("posting");
CREATE INDEX posting_opinion_by ON "posting_opinion" ("by");

CREATE TABLE "posting_change" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "posting" INTEGER NOT NULL REFERENCES "posting" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(12) NOT NULL DEFAULT '',
  "to_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "reason" TEXT NOT NULL DEFAULT '',
  "asked_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "decision" VARCHAR(10) NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "decided_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX posting_change_posting ON "posting_change" ("posting");
CREATE INDEX posting_change_asked_by ON "posting_change" ("asked_by");

CREATE TABLE "posting_turn" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "need" INTEGER NOT NULL REFERENCES "post_need" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "posting" INTEGER NOT NULL REFERENCES "posting" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "ends_on" DATE NOT NULL DEFAULT CURRENT_DATE
);
CREATE INDEX posting_turn_need ON "posting_turn" ("need");
CREATE INDEX posting_turn_posting ON "posting_turn" ("posting");

CREATE INDEX post_need_state ON post_need (state, id);
CREATE INDEX posting_state ON posting (state, id);
CREATE INDEX posting_receiver_day ON posting (receiver, starts_on);
CREATE INDEX posting_ends_on ON posting (ends_on);
CREATE UNIQUE INDEX posting_once ON posting (need, talent) WHERE state <> 'cancelled';
CREATE UNIQUE INDEX posting_opinion_once ON posting_opinion (posting, step, side);
CREATE UNIQUE INDEX posting_change_open ON posting_change (posting) WHERE decision = '';
CREATE INDEX posting_turn_day ON posting_turn (need, starts_on);
CREATE INDEX talent_secondary ON talent (secondary);
