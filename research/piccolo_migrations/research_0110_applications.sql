ALTER TABLE "topic" ADD COLUMN "sealed" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "topic" ADD COLUMN "opened_at" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "application" ADD COLUMN "content" TEXT NOT NULL DEFAULT '';
ALTER TABLE "application" ADD COLUMN "pledge" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "application" ADD COLUMN "unit_agrees" BOOLEAN DEFAULT null;
CREATE TABLE "application_invitation" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "duty" VARCHAR(120) NOT NULL DEFAULT '',
  "answer_by" DATE NOT NULL DEFAULT CURRENT_DATE,
  "invited_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX application_invitation_application ON "application_invitation" ("application");
CREATE INDEX application_invitation_talent ON "application_invitation" ("talent");
CREATE INDEX application_invitation_invited_by ON "application_invitation" ("invited_by");
CREATE TABLE "application_edit" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "field" VARCHAR(20) NOT NULL DEFAULT '',
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX application_edit_application ON "application_edit" ("application");
CREATE INDEX application_edit_account ON "application_edit" ("account");
CREATE TABLE "application_version" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 0,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "body" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX application_version_application ON "application_version" ("application");
CREATE INDEX application_version_account ON "application_version" ("account");
CREATE TABLE "application_return_point" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 0,
  "field" VARCHAR(20) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX application_return_point_application ON "application_return_point" ("application");
CREATE TABLE "application_check" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 0,
  "item" VARCHAR(120) NOT NULL DEFAULT '',
  "met" BOOLEAN NOT NULL DEFAULT false,
  "note" VARCHAR(200) NOT NULL DEFAULT '',
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX application_check_application ON "application_check" ("application");
CREATE INDEX application_check_account ON "application_check" ("account");
CREATE TABLE "application_product" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "form" VARCHAR(20) NOT NULL DEFAULT '',
  "title" VARCHAR(80) NOT NULL DEFAULT '',
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX application_product_application ON "application_product" ("application");
CREATE TABLE "application_cost" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "item" VARCHAR(40) NOT NULL DEFAULT '',
  "amount" NUMERIC(12, 2) NOT NULL DEFAULT 0,
  "basis" VARCHAR(120) NOT NULL DEFAULT '',
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX application_cost_application ON "application_cost" ("application");
CREATE TABLE "application_cover_word" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "text" VARCHAR(60) NOT NULL DEFAULT '',
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX application_cover_word_application ON "application_cover_word" ("application");
CREATE INDEX application_cover_word_account ON "application_cover_word" ("account");
CREATE UNIQUE INDEX application_edit_once ON "application_edit" ("application", "field", "account");
CREATE UNIQUE INDEX application_version_once ON "application_version" ("application", "number");
CREATE UNIQUE INDEX application_invitation_once ON "application_invitation" ("application", "talent") WHERE "state" = 'invited';
CREATE INDEX application_invitation_waiting ON "application_invitation" ("state", "answer_by")
