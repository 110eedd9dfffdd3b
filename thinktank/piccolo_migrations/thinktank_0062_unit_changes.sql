ALTER TABLE "unit" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "unit" ADD COLUMN "merged_into" INTEGER REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
CREATE INDEX unit_merged_into ON "unit" ("merged_into");
CREATE TABLE "unit_change" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "name_before" VARCHAR(120) NOT NULL DEFAULT '',
  "name_after" VARCHAR(120) NOT NULL DEFAULT '',
  "other" INTEGER REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "reason" VARCHAR(255) NOT NULL DEFAULT '',
  "by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX unit_change_unit ON "unit_change" ("unit");
CREATE INDEX unit_change_other ON "unit_change" ("other");
CREATE INDEX unit_change_by ON "unit_change" ("by");
