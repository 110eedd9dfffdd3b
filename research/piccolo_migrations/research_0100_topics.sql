CREATE TABLE "topic_call" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "title" VARCHAR(80) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "opens_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "closes_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "audiences" VARCHAR(40) NOT NULL DEFAULT '',
  "unit" INTEGER REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX topic_call_unit ON "topic_call" ("unit");
CREATE INDEX topic_call_created_by ON "topic_call" ("created_by");
ALTER TABLE "topic" ADD COLUMN "channel" VARCHAR(10) NOT NULL DEFAULT 'office';
ALTER TABLE "topic" ADD COLUMN "of_call" INTEGER REFERENCES "topic_call" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "submitted_at" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "advice" VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE "topic" ADD COLUMN "advice_note" TEXT NOT NULL DEFAULT '';
ALTER TABLE "topic" ADD COLUMN "advised_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "merged_into" INTEGER REFERENCES "topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "reason" TEXT NOT NULL DEFAULT '';
ALTER TABLE "topic" ADD COLUMN "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "decided_at" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "commissioned_unit" INTEGER REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "commissioned_lead" INTEGER REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "lead_direction" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "topic" ADD COLUMN "lead_education" VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE "topic" ADD COLUMN "lead_age" INTEGER DEFAULT null;
ALTER TABLE "topic" ADD COLUMN "lead_unit" INTEGER REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
CREATE INDEX topic_of_call ON "topic" ("of_call");
CREATE INDEX topic_advised_by ON "topic" ("advised_by");
CREATE INDEX topic_merged_into ON "topic" ("merged_into");
CREATE INDEX topic_decided_by ON "topic" ("decided_by");
CREATE INDEX topic_commissioned_unit ON "topic" ("commissioned_unit");
CREATE INDEX topic_commissioned_lead ON "topic" ("commissioned_lead");
CREATE INDEX topic_lead_unit ON "topic" ("lead_unit");
CREATE TABLE "topic_indicator" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "topic" INTEGER NOT NULL REFERENCES "topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(80) NOT NULL DEFAULT '',
  "unit" VARCHAR(20) NOT NULL DEFAULT '',
  "baseline" NUMERIC(12, 2) DEFAULT null,
  "target" NUMERIC(12, 2) NOT NULL DEFAULT 0,
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX topic_indicator_topic ON "topic_indicator" ("topic");
CREATE TABLE "topic_listing" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "topic" INTEGER NOT NULL REFERENCES "topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 1,
  "track" VARCHAR(20) NOT NULL DEFAULT '',
  "published_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "published_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "closes_on" DATE DEFAULT null,
  "ended_at" TIMESTAMPTZ DEFAULT null,
  "result" VARCHAR(12) NOT NULL DEFAULT ''
);
CREATE INDEX topic_listing_topic ON "topic_listing" ("topic");
CREATE INDEX topic_listing_published_by ON "topic_listing" ("published_by");
CREATE TABLE "topic_gram" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "gram" VARCHAR(2) NOT NULL DEFAULT '',
  "topic" INTEGER NOT NULL REFERENCES "topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE INDEX topic_gram_topic ON "topic_gram" ("topic");
CREATE UNIQUE INDEX topic_gram_once ON topic_gram (gram, topic);
CREATE UNIQUE INDEX topic_listing_once ON topic_listing (topic, number);
CREATE INDEX topic_of_state ON topic (state, closes_on, id);
CREATE INDEX topic_call_of_state ON topic_call (state, closes_on);
INSERT INTO topic_listing (topic, number, track, published_at, closes_on)
SELECT id, 1, track, published_at, closes_on FROM topic WHERE published_at IS NOT NULL;
