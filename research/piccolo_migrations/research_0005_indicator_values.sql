CREATE TABLE "indicator_value" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "indicator" INTEGER NOT NULL REFERENCES "project_indicator" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "value" NUMERIC(12, 2) NOT NULL DEFAULT 0,
  "note" TEXT NOT NULL DEFAULT '',
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX indicator_value_indicator ON "indicator_value" ("indicator");
CREATE INDEX indicator_value_by ON "indicator_value" ("by");
