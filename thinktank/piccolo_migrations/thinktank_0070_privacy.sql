-- SPDX-License-Identifier: MIT
CREATE TABLE "privacy_notice" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" VARCHAR(20) NOT NULL DEFAULT '',
  "items" TEXT NOT NULL DEFAULT '[]',
  "since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "set_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE INDEX privacy_notice_set_by ON "privacy_notice" ("set_by");

CREATE TABLE "fact_change" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "desk" VARCHAR(10) NOT NULL DEFAULT '',
  "changes" TEXT NOT NULL DEFAULT '[]',
  "reason" TEXT NOT NULL DEFAULT '',
  "proposed_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "proposed_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "note" VARCHAR(300) NOT NULL DEFAULT ''
);
CREATE INDEX fact_change_talent ON "fact_change" ("talent");
CREATE INDEX fact_change_proposed_by ON "fact_change" ("proposed_by");
CREATE INDEX fact_change_decided_by ON "fact_change" ("decided_by");

CREATE TABLE "data_request" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "talent" INTEGER REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "made_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "answer" TEXT NOT NULL DEFAULT '',
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX data_request_account ON "data_request" ("account");
CREATE INDEX data_request_talent ON "data_request" ("talent");
CREATE INDEX data_request_answered_by ON "data_request" ("answered_by");
ALTER TABLE talent ADD COLUMN "erased_at" TIMESTAMPTZ DEFAULT null;
CREATE UNIQUE INDEX privacy_notice_version ON privacy_notice (version);
CREATE UNIQUE INDEX fact_change_open ON fact_change (talent, desk) WHERE state = 'proposed';
CREATE INDEX fact_change_state ON fact_change (state, id);
CREATE INDEX data_request_state ON data_request (state, id);
CREATE UNIQUE INDEX data_request_open ON data_request (account, kind) WHERE state = 'submitted';
CREATE INDEX talent_to_erase ON talent (state_since) WHERE state IN ('exited', 'declined') AND erased_at IS NULL;
