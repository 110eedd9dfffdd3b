ALTER TABLE "policy_value" ADD COLUMN "revoked_at" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "policy_value" ADD COLUMN "revoked_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "policy_value" ADD COLUMN "revoke_note" VARCHAR(255) NOT NULL DEFAULT '';
CREATE INDEX policy_value_revoked_by ON "policy_value" ("revoked_by");
CREATE TABLE "programme_year" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "name" VARCHAR(40) NOT NULL DEFAULT '',
  "starts_on" DATE NOT NULL DEFAULT current_date,
  "ends_on" DATE NOT NULL DEFAULT current_date
);
CREATE UNIQUE INDEX programme_year_name ON programme_year (name);
