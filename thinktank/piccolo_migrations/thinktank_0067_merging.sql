ALTER TABLE "talent" ADD COLUMN "merged_into" INTEGER REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
CREATE INDEX talent_merged_into ON "talent" ("merged_into");
CREATE TABLE "likely_twin" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "low" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "high" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "ground" VARCHAR(10) NOT NULL DEFAULT '',
  "found_on" DATE NOT NULL DEFAULT current_date,
  "settled_at" TIMESTAMPTZ DEFAULT null,
  "settled_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "note" VARCHAR(300) NOT NULL DEFAULT ''
);
CREATE INDEX likely_twin_low ON "likely_twin" ("low");
CREATE INDEX likely_twin_high ON "likely_twin" ("high");
CREATE INDEX likely_twin_settled_by ON "likely_twin" ("settled_by");
CREATE UNIQUE INDEX likely_twin_once ON "likely_twin" ("low", "high");
CREATE INDEX likely_twin_open ON "likely_twin" ("id") WHERE settled_at IS NULL;
CREATE INDEX talent_merged ON talent (state_since) WHERE state = 'merged';
