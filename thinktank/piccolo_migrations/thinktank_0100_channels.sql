CREATE TABLE "notice_way" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "channel" VARCHAR(20) NOT NULL DEFAULT '',
  "address" VARCHAR(200) NOT NULL DEFAULT '',
  "secret" VARCHAR(200) NOT NULL DEFAULT '',
  "enabled" BOOLEAN NOT NULL DEFAULT true,
  "set_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "tested_at" TIMESTAMPTZ DEFAULT null
);
CREATE UNIQUE INDEX notice_way_account ON "notice_way" ("account", "channel");

CREATE TABLE "calendar_feed" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "token_hash" VARCHAR(64) NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "revoked_at" TIMESTAMPTZ DEFAULT null,
  "used_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX calendar_feed_account ON "calendar_feed" ("account");
CREATE UNIQUE INDEX calendar_feed_token ON "calendar_feed" ("token_hash");
CREATE UNIQUE INDEX calendar_feed_live ON "calendar_feed" ("account") WHERE revoked_at IS NULL;

ALTER TABLE "notice_choice" ADD COLUMN "mail" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "notice_choice" ADD COLUMN "quiet_from" INTEGER DEFAULT null;
ALTER TABLE "notice_choice" ADD COLUMN "quiet_until" INTEGER DEFAULT null;

ALTER TABLE "outbox_mail" ADD COLUMN "account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "outbox_mail" ADD COLUMN "channel" VARCHAR(20) NOT NULL DEFAULT 'mail';
ALTER TABLE "outbox_mail" ADD COLUMN "way" INTEGER REFERENCES "notice_way" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
UPDATE "outbox_mail" SET "account" = (SELECT n."account" FROM "notice" n WHERE n."id" = "outbox_mail"."notice");
CREATE INDEX outbox_mail_account ON "outbox_mail" ("account", "id");
CREATE INDEX outbox_mail_way ON "outbox_mail" ("way") WHERE way IS NOT NULL;
CREATE INDEX outbox_mail_channel ON "outbox_mail" ("channel", "id");
CREATE INDEX outbox_mail_failed ON "outbox_mail" ("id") WHERE gave_up_at IS NOT NULL;
CREATE INDEX outbox_mail_queued ON "outbox_mail" ("id") WHERE sent_at IS NULL AND gave_up_at IS NULL;
CREATE INDEX outbox_mail_sent ON "outbox_mail" ("sent_at") WHERE sent_at IS NOT NULL
