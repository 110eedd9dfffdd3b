ALTER TABLE review_round ADD COLUMN mode VARCHAR(10) NOT NULL DEFAULT 'letter';
ALTER TABLE review_round ADD COLUMN shares_from DATE DEFAULT null;
ALTER TABLE review_round ADD COLUMN discuss_until DATE DEFAULT null;
ALTER TABLE review_round ADD COLUMN meets_at TIMESTAMPTZ DEFAULT null;
ALTER TABLE review_round ADD COLUMN place VARCHAR(120) NOT NULL DEFAULT '';
ALTER TABLE review_round ADD COLUMN minutes TEXT NOT NULL DEFAULT '';
ALTER TABLE review_round ADD COLUMN held_at TIMESTAMPTZ DEFAULT null;
ALTER TABLE round_item ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assignment ADD COLUMN extended_to DATE DEFAULT null;
ALTER TABLE assignment ADD COLUMN stands_for INTEGER DEFAULT null;
CREATE INDEX review_round_discussed ON review_round (discuss_until) WHERE state = 'open' AND discuss_until IS NOT NULL;
CREATE INDEX assignment_extended ON assignment (extended_to, id) WHERE extended_to IS NOT NULL;

CREATE TABLE "sheet_revision" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "sheet" INTEGER NOT NULL REFERENCES "score_sheet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 0,
  "event" VARCHAR(12) NOT NULL DEFAULT '',
  "total" NUMERIC(6, 2) DEFAULT null,
  "content" TEXT NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE INDEX sheet_revision_by ON "sheet_revision" ("by");
CREATE UNIQUE INDEX sheet_revision_once ON "sheet_revision" (sheet, number);

CREATE TABLE "review_remark" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "assignment" INTEGER NOT NULL REFERENCES "assignment" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "text" TEXT NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX review_remark_item ON "review_remark" ("item");
CREATE INDEX review_remark_assignment ON "review_remark" ("assignment");
