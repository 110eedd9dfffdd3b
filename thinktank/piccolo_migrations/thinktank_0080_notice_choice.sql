CREATE TABLE "notice_choice" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "digest" BOOLEAN NOT NULL DEFAULT false,
  "hour" INTEGER NOT NULL DEFAULT 8,
  "digested_on" DATE DEFAULT null,
  "digested_upto" BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX notice_choice_account ON "notice_choice" ("account");
CREATE INDEX notice_choice_due ON "notice_choice" ("hour", "id") WHERE digest = true
