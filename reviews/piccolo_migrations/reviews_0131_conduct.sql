CREATE TABLE "round_substitute" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "round" INTEGER NOT NULL REFERENCES "review_round" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "sort" INTEGER NOT NULL DEFAULT 1,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX round_substitute_account ON "round_substitute" ("account");
CREATE INDEX round_substitute_by ON "round_substitute" ("by");
CREATE UNIQUE INDEX round_substitute_once ON "round_substitute" (round, account);

CREATE TABLE "review_extension" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "round" INTEGER NOT NULL REFERENCES "review_round" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "reviewer" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_until" DATE NOT NULL DEFAULT CURRENT_DATE,
  "reason" TEXT NOT NULL DEFAULT '',
  "asked_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "until" DATE DEFAULT null,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "note" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX review_extension_round ON "review_extension" ("round");
CREATE INDEX review_extension_reviewer ON "review_extension" ("reviewer");
CREATE INDEX review_extension_asked_by ON "review_extension" ("asked_by");
CREATE INDEX review_extension_decided_by ON "review_extension" ("decided_by");
CREATE UNIQUE INDEX review_extension_asked ON "review_extension" (round, reviewer) WHERE state = 'asked';

CREATE TABLE "round_attendance" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "round" INTEGER NOT NULL REFERENCES "review_round" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "part" VARCHAR(10) NOT NULL DEFAULT 'reviewer',
  "present" BOOLEAN NOT NULL DEFAULT true,
  "noted_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX round_attendance_account ON "round_attendance" ("account");
CREATE INDEX round_attendance_noted_by ON "round_attendance" ("noted_by");
CREATE UNIQUE INDEX round_attendance_once ON "round_attendance" (round, account);
