CREATE TABLE "recusal_request" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "project" INTEGER REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(60) NOT NULL DEFAULT '',
  "unit_text" VARCHAR(80) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "note" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX recusal_request_application ON "recusal_request" ("application");
CREATE INDEX recusal_request_project ON "recusal_request" ("project");
CREATE INDEX recusal_request_account ON "recusal_request" ("account");
CREATE INDEX recusal_request_asked_by ON "recusal_request" ("asked_by");
CREATE INDEX recusal_request_decided_by ON "recusal_request" ("decided_by");

CREATE TABLE "standing_declaration" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "name" VARCHAR(80) NOT NULL DEFAULT '',
  "unit_text" VARCHAR(80) NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT '',
  "declared_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "confirmed_on" DATE NOT NULL DEFAULT CURRENT_DATE
);
CREATE INDEX standing_declaration_account ON "standing_declaration" ("account");

CREATE INDEX recusal_request_state ON recusal_request (state, id);
CREATE UNIQUE INDEX recusal_request_once ON recusal_request (application, name, unit_text) WHERE state IN ('asked', 'accepted');
CREATE INDEX standing_declaration_name ON standing_declaration (name, state);
CREATE INDEX standing_declaration_due ON standing_declaration (state, confirmed_on);
