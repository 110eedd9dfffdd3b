ALTER TABLE "project" ADD COLUMN "failed_closings" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "project" ADD COLUMN "second_until" DATE DEFAULT null;
ALTER TABLE "milestone" ADD COLUMN "baseline_starts_on" DATE DEFAULT null;
ALTER TABLE "milestone" ADD COLUMN "asked_on" DATE DEFAULT null;
UPDATE "milestone" SET "baseline_starts_on" = "starts_on";
ALTER TABLE "ban" ADD COLUMN "kind" VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE "ban" ADD COLUMN "record" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "ban" ADD COLUMN "lifted_at" TIMESTAMPTZ DEFAULT null;
CREATE INDEX ban_record ON "ban" ("kind", "record");
CREATE TABLE "milestone_link" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "earlier" INTEGER NOT NULL REFERENCES "milestone" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "later" INTEGER NOT NULL REFERENCES "milestone" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "lag" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX milestone_link_earlier ON "milestone_link" ("earlier");
CREATE INDEX milestone_link_later ON "milestone_link" ("later");
CREATE UNIQUE INDEX milestone_link_pair ON "milestone_link" ("earlier", "later");
