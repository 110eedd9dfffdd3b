ALTER TABLE "session" ADD COLUMN "acting_for" INTEGER DEFAULT null;
CREATE TABLE "delegation" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "principal" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "deputy" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "since" DATE NOT NULL DEFAULT current_date,
  "until" DATE NOT NULL DEFAULT current_date,
  "reason" VARCHAR(255) NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "ended_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX delegation_principal ON "delegation" ("principal");
CREATE INDEX delegation_deputy ON "delegation" ("deputy");
