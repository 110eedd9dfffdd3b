CREATE TABLE "meeting" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "title" VARCHAR(80) NOT NULL DEFAULT '',
  "starts_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "ends_at" TIMESTAMPTZ DEFAULT null,
  "place" VARCHAR(120) NOT NULL DEFAULT '',
  "agenda" TEXT NOT NULL DEFAULT '',
  "guests" VARCHAR(300) NOT NULL DEFAULT '',
  "minutes" TEXT NOT NULL DEFAULT '',
  "held_at" TIMESTAMPTZ DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT '',
  "created_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX meeting_project ON "meeting" ("project", "starts_at");
CREATE INDEX meeting_created_by ON "meeting" ("created_by");
CREATE TABLE "meeting_invitee" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "meeting" INTEGER NOT NULL REFERENCES "meeting" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE UNIQUE INDEX meeting_invitee_once ON "meeting_invitee" ("meeting", "account");
CREATE INDEX meeting_invitee_account ON "meeting_invitee" ("account");
CREATE TABLE "meeting_follow_up" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "meeting" INTEGER NOT NULL REFERENCES "meeting" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "text" VARCHAR(200) NOT NULL DEFAULT '',
  "owner" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "result" TEXT NOT NULL DEFAULT '',
  "done_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX meeting_follow_up_meeting ON "meeting_follow_up" ("meeting");
CREATE INDEX meeting_follow_up_owner ON "meeting_follow_up" ("owner", "state");
CREATE INDEX meeting_state ON "meeting" ("state", "starts_at");
