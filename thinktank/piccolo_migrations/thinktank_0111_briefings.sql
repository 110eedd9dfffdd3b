CREATE TABLE "briefing" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "kind" VARCHAR(10) NOT NULL DEFAULT '',
  "first" DATE NOT NULL DEFAULT CURRENT_DATE,
  "last" DATE NOT NULL DEFAULT CURRENT_DATE,
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "number" VARCHAR(20) NOT NULL DEFAULT '',
  "audience" VARCHAR(120) NOT NULL DEFAULT '',
  "whole" BOOLEAN NOT NULL DEFAULT false,
  "drawn_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "made_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "made_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "settled_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "settled_at" TIMESTAMPTZ DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX briefing_made_by ON "briefing" ("made_by");
CREATE INDEX briefing_settled_by ON "briefing" ("settled_by");

CREATE TABLE "briefing_part" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "briefing" INTEGER NOT NULL REFERENCES "briefing" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "key" VARCHAR(20) NOT NULL DEFAULT '',
  "sort" INTEGER NOT NULL DEFAULT 0,
  "drawn" TEXT NOT NULL DEFAULT '',
  "own" TEXT NOT NULL DEFAULT '',
  "own_from" TEXT NOT NULL DEFAULT '',
  "shown" BOOLEAN NOT NULL DEFAULT true,
  "chart" TEXT NOT NULL DEFAULT '',
  "listing" TEXT NOT NULL DEFAULT '',
  "edited_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "edited_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX briefing_part_briefing ON "briefing_part" ("briefing");
CREATE INDEX briefing_part_edited_by ON "briefing_part" ("edited_by");

CREATE TABLE "briefing_figure" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "briefing" INTEGER NOT NULL REFERENCES "briefing" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 0,
  "key" VARCHAR(60) NOT NULL DEFAULT '',
  "name" VARCHAR(60) NOT NULL DEFAULT '',
  "value" INTEGER NOT NULL DEFAULT 0,
  "unit" VARCHAR(10) NOT NULL DEFAULT '',
  "earlier" INTEGER DEFAULT null,
  "source" VARCHAR(200) NOT NULL DEFAULT '',
  "href" VARCHAR(300) NOT NULL DEFAULT ''
);
CREATE INDEX briefing_figure_briefing ON "briefing_figure" ("briefing");

CREATE INDEX briefing_period ON briefing (kind, last);
CREATE UNIQUE INDEX briefing_once ON briefing (kind, first, direction) WHERE whole AND state <> 'dropped' AND kind <> 'visit';
CREATE UNIQUE INDEX briefing_part_once ON briefing_part (briefing, key);
CREATE UNIQUE INDEX briefing_figure_once ON briefing_figure (briefing, number);
