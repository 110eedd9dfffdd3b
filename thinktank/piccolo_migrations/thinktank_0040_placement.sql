ALTER TABLE direction_proposal ADD COLUMN "waits" VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE direction_proposal ADD COLUMN "rank" VARCHAR(8) NOT NULL DEFAULT '';
ALTER TABLE direction_proposal ADD COLUMN "basis" VARCHAR(40) NOT NULL DEFAULT '';
UPDATE direction_proposal SET confidence = 'clear' WHERE confidence = 'high';
UPDATE direction_proposal SET confidence = 'close' WHERE confidence = 'medium';
UPDATE direction_proposal SET confidence = 'unclear' WHERE confidence = 'low';
UPDATE direction_proposal SET rank = CASE confidence WHEN 'unclear' THEN '0-000' WHEN 'close' THEN '1-000' ELSE '2-000' END;
UPDATE direction_proposal SET waits = 'new'
  WHERE talent IN (SELECT id FROM talent WHERE direction = '');
CREATE INDEX direction_proposal_queue ON direction_proposal (waits, rank, id);
CREATE INDEX direction_proposal_basis ON direction_proposal (basis, id);
CREATE TABLE "placement_model" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "trained_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "upto" INTEGER NOT NULL DEFAULT 0,
  "people" INTEGER NOT NULL DEFAULT 0,
  "terms" INTEGER NOT NULL DEFAULT 0,
  "model" TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE "lexicon_version" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "effective_from" DATE NOT NULL DEFAULT CURRENT_DATE,
  "note" VARCHAR(255) NOT NULL DEFAULT '',
  "changes" INTEGER NOT NULL DEFAULT 0,
  "set_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX lexicon_version_set_by ON "lexicon_version" ("set_by");
CREATE TABLE "lexicon_change" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL REFERENCES "lexicon_version" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "source" VARCHAR(10) NOT NULL DEFAULT '',
  "term" VARCHAR(40) NOT NULL DEFAULT '',
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "weight" INTEGER NOT NULL DEFAULT 0,
  "category" VARCHAR(40) NOT NULL DEFAULT ''
);
CREATE INDEX lexicon_change_version ON "lexicon_change" ("version");
