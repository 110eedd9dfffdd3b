ALTER TABLE round_item ADD COLUMN material INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "round_material" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 0,
  "digest" VARCHAR(64) NOT NULL DEFAULT '',
  "content" TEXT NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE INDEX round_material_by ON "round_material" ("by");
CREATE UNIQUE INDEX round_material_once ON "round_material" (item, number);
