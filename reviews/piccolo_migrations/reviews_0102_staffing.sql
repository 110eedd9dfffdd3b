CREATE TABLE "reviewer_profile" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "directions" VARCHAR(80) NOT NULL DEFAULT '',
  "wishes" VARCHAR(80) NOT NULL DEFAULT '',
  "expertise" TEXT NOT NULL DEFAULT '',
  "load_most" INTEGER DEFAULT null,
  "away_until" DATE DEFAULT null
);

CREATE TABLE "staffing_plan" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "round" INTEGER NOT NULL REFERENCES "review_round" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "aim" VARCHAR(10) NOT NULL DEFAULT '',
  "limits" TEXT NOT NULL DEFAULT '{}',
  "short" TEXT NOT NULL DEFAULT '[]',
  "remedies" TEXT NOT NULL DEFAULT '[]',
  "loads" TEXT NOT NULL DEFAULT '[]',
  "made_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "made_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX staffing_plan_round ON "staffing_plan" ("round");
CREATE INDEX staffing_plan_made_by ON "staffing_plan" ("made_by");

CREATE TABLE "staffing_pair" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "plan" INTEGER NOT NULL REFERENCES "staffing_plan" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "reviewer" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "fit" INTEGER NOT NULL DEFAULT 0,
  "why" VARCHAR(200) NOT NULL DEFAULT '',
  "kept" BOOLEAN NOT NULL DEFAULT false,
  "dropped" BOOLEAN NOT NULL DEFAULT false,
  "assignment" INTEGER REFERENCES "assignment" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE INDEX staffing_pair_item ON "staffing_pair" ("item");
CREATE INDEX staffing_pair_reviewer ON "staffing_pair" ("reviewer");
CREATE INDEX staffing_pair_assignment ON "staffing_pair" ("assignment");

CREATE UNIQUE INDEX reviewer_profile_once ON reviewer_profile (account);
CREATE UNIQUE INDEX staffing_pair_once ON staffing_pair (plan, item, reviewer);
CREATE UNIQUE INDEX staffing_plan_open ON staffing_plan (round) WHERE state = 'proposed';
