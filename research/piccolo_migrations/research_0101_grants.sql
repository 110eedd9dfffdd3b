CREATE TABLE "grant_list" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "title" VARCHAR(80) NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "drafted_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "signed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "signed_at" TIMESTAMPTZ DEFAULT null,
  "notice_from" DATE DEFAULT null,
  "notice_until" DATE DEFAULT null
);
CREATE INDEX grant_list_drafted_by ON "grant_list" ("drafted_by");
CREATE INDEX grant_list_signed_by ON "grant_list" ("signed_by");
CREATE TABLE "grant_item" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "of_list" INTEGER NOT NULL REFERENCES "grant_list" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "verdict" VARCHAR(10) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "mentors" VARCHAR(60) NOT NULL DEFAULT ''
);
CREATE INDEX grant_item_of_list ON "grant_item" ("of_list");
CREATE INDEX grant_item_application ON "grant_item" ("application");
CREATE TABLE "grant_objection" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "item" INTEGER NOT NULL REFERENCES "grant_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(40) NOT NULL DEFAULT '',
  "contact" VARCHAR(60) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "answer" TEXT NOT NULL DEFAULT '',
  "upheld" BOOLEAN NOT NULL DEFAULT false,
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX grant_objection_item ON "grant_objection" ("item");
CREATE INDEX grant_objection_account ON "grant_objection" ("account");
CREATE INDEX grant_objection_answered_by ON "grant_objection" ("answered_by");
CREATE UNIQUE INDEX grant_item_once ON grant_item (of_list, application);
CREATE INDEX grant_list_of_state ON grant_list (state, notice_until, id);
CREATE INDEX grant_objection_open ON grant_objection (item) WHERE answered_at IS NULL;
