CREATE TABLE "report_request" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "title" VARCHAR(80) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "asked_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "answer" TEXT NOT NULL DEFAULT '',
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX report_request_project ON "report_request" ("project");
CREATE INDEX report_request_asked_by ON "report_request" ("asked_by");
CREATE INDEX report_request_answered_by ON "report_request" ("answered_by");
CREATE TABLE "report_comment" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "report" INTEGER NOT NULL REFERENCES "report" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "author" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "text" TEXT NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX report_comment_report ON "report_comment" ("report");
CREATE INDEX report_comment_author ON "report_comment" ("author");
CREATE TABLE "report_evidence" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "report" INTEGER NOT NULL REFERENCES "report" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "file" INTEGER NOT NULL REFERENCES "stored_file" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "milestone" INTEGER REFERENCES "milestone" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "indicator" INTEGER REFERENCES "project_indicator" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE INDEX report_evidence_report ON "report_evidence" ("report");
CREATE INDEX report_evidence_file ON "report_evidence" ("file");
CREATE INDEX report_evidence_milestone ON "report_evidence" ("milestone");
CREATE INDEX report_evidence_indicator ON "report_evidence" ("indicator")
