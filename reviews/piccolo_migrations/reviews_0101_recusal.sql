ALTER TABLE "conflict_of_interest" ADD COLUMN "by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "conflict_of_interest" ADD COLUMN "lifted_at" TIMESTAMPTZ DEFAULT null;
ALTER TABLE "conflict_of_interest" ADD COLUMN "note" TEXT NOT NULL DEFAULT '';
CREATE INDEX conflict_of_interest_by ON "conflict_of_interest" ("by");
