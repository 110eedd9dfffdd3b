CREATE TABLE "outcome_indicator" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(80) NOT NULL DEFAULT '',
  "unit" VARCHAR(20) NOT NULL DEFAULT '',
  "percentage" BOOLEAN NOT NULL DEFAULT false,
  "ascending" BOOLEAN NOT NULL DEFAULT true,
  "baseline" NUMERIC(14, 2) NOT NULL DEFAULT 0,
  "baseline_on" DATE DEFAULT null,
  "target" NUMERIC(14, 2) NOT NULL DEFAULT 0,
  "due_on" DATE DEFAULT null,
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX outcome_indicator_once ON outcome_indicator (outcome, name);
CREATE TABLE "measurement" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "indicator" INTEGER NOT NULL REFERENCES "outcome_indicator" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "value" NUMERIC(14, 2) NOT NULL DEFAULT 0,
  "numerator" NUMERIC(14, 2) DEFAULT null,
  "denominator" NUMERIC(14, 2) DEFAULT null,
  "note" TEXT NOT NULL DEFAULT '',
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX measurement_indicator ON measurement (indicator, "on");
CREATE INDEX measurement_by ON measurement ("by");
CREATE INDEX measurement_decided_by ON measurement (decided_by);
CREATE INDEX measurement_waiting ON measurement (indicator) WHERE state = 'submitted';
