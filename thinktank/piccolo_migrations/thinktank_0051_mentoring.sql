ALTER TABLE mentorship ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE mentorship ADD COLUMN state VARCHAR(32) NOT NULL DEFAULT 'active';
ALTER TABLE mentorship ADD COLUMN state_since TIMESTAMPTZ NOT NULL DEFAULT '2026-01-01 00:00:00+00:00';
ALTER TABLE mentorship ADD COLUMN kind VARCHAR(10) NOT NULL DEFAULT 'theory';
ALTER TABLE mentorship ADD COLUMN project INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mentorship ADD COLUMN project_title VARCHAR(160) NOT NULL DEFAULT '';
ALTER TABLE mentorship ADD COLUMN ends_on DATE DEFAULT null;
ALTER TABLE mentorship ADD COLUMN reason TEXT NOT NULL DEFAULT '';
UPDATE mentorship SET state = 'ended' WHERE until IS NOT NULL;
CREATE INDEX mentorship_state ON mentorship (state, id);

CREATE TABLE "talk" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "held_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "topic" VARCHAR(60) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX talk_talent ON "talk" ("talent");
CREATE INDEX talk_held_by ON "talk" ("held_by");

CREATE TABLE "suggestion" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "talk" INTEGER REFERENCES "talk" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "raised_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "text" TEXT NOT NULL DEFAULT '',
  "owner" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "due_on" DATE DEFAULT null,
  "answer" TEXT NOT NULL DEFAULT '',
  "answered_at" TIMESTAMPTZ DEFAULT null,
  "note" TEXT NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX suggestion_talent ON "suggestion" ("talent");
CREATE INDEX suggestion_talk ON "suggestion" ("talk");
CREATE INDEX suggestion_raised_by ON "suggestion" ("raised_by");
CREATE INDEX suggestion_owner ON "suggestion" ("owner");

CREATE INDEX talk_day ON talk (talent, id);
CREATE INDEX suggestion_state ON suggestion (state, id);
CREATE INDEX suggestion_due ON suggestion (due_on) WHERE state = 'assigned';
