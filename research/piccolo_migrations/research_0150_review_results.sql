ALTER TABLE "application" ADD COLUMN "review_round" INTEGER DEFAULT null;
ALTER TABLE "application" ADD COLUMN "review_title" VARCHAR(120) NOT NULL DEFAULT '';
ALTER TABLE "application" ADD COLUMN "review_decision" VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE "application" ADD COLUMN "review_score" NUMERIC(6, 2) DEFAULT null;
ALTER TABLE "application" ADD COLUMN "review_grade" VARCHAR(12) NOT NULL DEFAULT '';
ALTER TABLE "application" ADD COLUMN "review_note" TEXT NOT NULL DEFAULT '';
