ALTER TABLE "round_item" ADD COLUMN "over_reason" TEXT NOT NULL DEFAULT '';
ALTER TABLE "round_item" ADD COLUMN "conditions" TEXT NOT NULL DEFAULT '';
ALTER TABLE "round_item" ADD COLUMN "conditions_due" DATE DEFAULT null;
ALTER TABLE "round_item" ADD COLUMN "recheck" VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE "round_item" ADD COLUMN "revision" VARCHAR(16) NOT NULL DEFAULT 'none';
ALTER TABLE "round_item" ADD COLUMN "revision_since" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "round_item" ADD COLUMN "revision_note" TEXT NOT NULL DEFAULT '';
ALTER TABLE "round_item" ADD COLUMN "notice_until" DATE DEFAULT null;
ALTER TABLE "score_sheet" ADD COLUMN "recall_asked_at" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "score_sheet" ADD COLUMN "recall_reason" TEXT NOT NULL DEFAULT '';

CREATE TABLE "tie_vote" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "round" INTEGER NOT NULL REFERENCES "review_round" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "about" VARCHAR(40) NOT NULL DEFAULT '',
  "places" INTEGER NOT NULL DEFAULT 0,
  "voters" TEXT NOT NULL DEFAULT '',
  "held_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "note" TEXT NOT NULL DEFAULT '',
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX tie_vote_round ON "tie_vote" ("round");
CREATE INDEX tie_vote_by ON "tie_vote" ("by");

CREATE TABLE "tie_ballot" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "vote" INTEGER NOT NULL REFERENCES "tie_vote" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "votes" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX tie_ballot_vote ON "tie_ballot" ("vote");
CREATE INDEX tie_ballot_item ON "tie_ballot" ("item");

CREATE TABLE "released_comment" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "sheet" INTEGER NOT NULL REFERENCES "score_sheet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "criterion" INTEGER REFERENCES "criterion" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX released_comment_item ON "released_comment" ("item");
CREATE INDEX released_comment_sheet ON "released_comment" ("sheet");
CREATE INDEX released_comment_criterion ON "released_comment" ("criterion");
CREATE INDEX released_comment_by ON "released_comment" ("by");

CREATE TABLE "review_recheck" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "assignment" INTEGER NOT NULL REFERENCES "assignment" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "agreed" BOOLEAN DEFAULT null,
  "note" TEXT NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX review_recheck_item ON "review_recheck" ("item");
CREATE INDEX review_recheck_assignment ON "review_recheck" ("assignment");

CREATE TABLE "review_appeal" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "fault" VARCHAR(20) NOT NULL DEFAULT '',
  "name" VARCHAR(40) NOT NULL DEFAULT '',
  "contact" VARCHAR(60) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "handler" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answer" TEXT NOT NULL DEFAULT '',
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX review_appeal_item ON "review_appeal" ("item");
CREATE INDEX review_appeal_account ON "review_appeal" ("account");
CREATE INDEX review_appeal_handler ON "review_appeal" ("handler");
CREATE INDEX review_appeal_answered_by ON "review_appeal" ("answered_by");

CREATE INDEX round_item_mending ON round_item (revision, id) WHERE revision IN ('due', 'handed_in');
CREATE INDEX score_sheet_recall ON score_sheet (recall_asked_at) WHERE recall_asked_at IS NOT NULL;
CREATE UNIQUE INDEX tie_ballot_once ON tie_ballot (vote, item);
CREATE UNIQUE INDEX released_comment_once ON released_comment (sheet, criterion) WHERE criterion IS NOT NULL;
CREATE UNIQUE INDEX released_opinion_once ON released_comment (sheet) WHERE criterion IS NULL;
CREATE UNIQUE INDEX review_recheck_once ON review_recheck (assignment);
CREATE UNIQUE INDEX review_appeal_once ON review_appeal (item, account) WHERE state IN ('filed', 'handling');
CREATE INDEX review_appeal_open ON review_appeal (due_on, id) WHERE state IN ('filed', 'handling');
