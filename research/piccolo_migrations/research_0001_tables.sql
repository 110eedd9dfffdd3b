CREATE TABLE "topic" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "number" VARCHAR(30) NOT NULL DEFAULT '',
  "title" VARCHAR(120) NOT NULL DEFAULT '',
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "level" VARCHAR(10) NOT NULL DEFAULT '',
  "track" VARCHAR(20) NOT NULL DEFAULT '',
  "programme" VARCHAR(40) NOT NULL DEFAULT '',
  "background" TEXT NOT NULL DEFAULT '',
  "problem" TEXT NOT NULL DEFAULT '',
  "goal" TEXT NOT NULL DEFAULT '',
  "effect" TEXT NOT NULL DEFAULT '',
  "deliverable" VARCHAR(120) NOT NULL DEFAULT '',
  "conditions" TEXT NOT NULL DEFAULT '',
  "requester" INTEGER REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "contact" VARCHAR(80) NOT NULL DEFAULT '',
  "months" INTEGER NOT NULL DEFAULT 8,
  "closes_on" DATE DEFAULT null,
  "published_at" TIMESTAMPTZ DEFAULT null,
  "created_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX topic_requester ON "topic" ("requester");
CREATE INDEX topic_created_by ON "topic" ("created_by");

CREATE TABLE "application" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "topic" INTEGER NOT NULL REFERENCES "topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "lead" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "problem" TEXT NOT NULL DEFAULT '',
  "goal" TEXT NOT NULL DEFAULT '',
  "effect" TEXT NOT NULL DEFAULT '',
  "approach" TEXT NOT NULL DEFAULT '',
  "basis" TEXT NOT NULL DEFAULT '',
  "starts_on" DATE DEFAULT null,
  "due_on" DATE DEFAULT null,
  "nonsecret" BOOLEAN NOT NULL DEFAULT false,
  "submitted_at" TIMESTAMPTZ DEFAULT null,
  "unit_opinion" TEXT NOT NULL DEFAULT '',
  "unit_opinion_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT '',
  "returns" INTEGER NOT NULL DEFAULT 0,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX application_topic ON "application" ("topic");
CREATE INDEX application_lead ON "application" ("lead");
CREATE INDEX application_unit ON "application" ("unit");
CREATE INDEX application_unit_opinion_by ON "application" ("unit_opinion_by");
CREATE INDEX application_decided_by ON "application" ("decided_by");

CREATE TABLE "participation" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "record" INTEGER NOT NULL DEFAULT 0,
  "role" VARCHAR(10) NOT NULL DEFAULT '',
  "active" BOOLEAN NOT NULL DEFAULT true,
  "since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX participation_talent ON "participation" ("talent");

CREATE TABLE "ban" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "until" DATE NOT NULL DEFAULT CURRENT_DATE,
  "reason" TEXT NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX ban_talent ON "ban" ("talent");

CREATE TABLE "project" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "number" VARCHAR(30) NOT NULL DEFAULT '',
  "title" VARCHAR(120) NOT NULL DEFAULT '',
  "topic" INTEGER NOT NULL REFERENCES "topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "level" VARCHAR(10) NOT NULL DEFAULT '',
  "lead" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "stage" VARCHAR(32) NOT NULL DEFAULT '',
  "stage_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "status" VARCHAR(32) NOT NULL DEFAULT '',
  "status_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "percent" INTEGER NOT NULL DEFAULT 0,
  "light" VARCHAR(10) NOT NULL DEFAULT '',
  "light_reason" VARCHAR(300) NOT NULL DEFAULT '',
  "light_since" TIMESTAMPTZ DEFAULT null,
  "grade" VARCHAR(12) NOT NULL DEFAULT '',
  "granted_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "signed_at" TIMESTAMPTZ DEFAULT null,
  "closed_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX project_topic ON "project" ("topic");
CREATE INDEX project_application ON "project" ("application");
CREATE INDEX project_lead ON "project" ("lead");
CREATE INDEX project_unit ON "project" ("unit");

CREATE TABLE "application_member" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "duty" VARCHAR(120) NOT NULL DEFAULT ''
);
CREATE INDEX application_member_application ON "application_member" ("application");
CREATE INDEX application_member_talent ON "application_member" ("talent");

CREATE TABLE "application_indicator" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(80) NOT NULL DEFAULT '',
  "unit" VARCHAR(20) NOT NULL DEFAULT '',
  "target" NUMERIC(12, 2) NOT NULL DEFAULT 0,
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX application_indicator_application ON "application_indicator" ("application");

CREATE TABLE "application_milestone" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "application" INTEGER NOT NULL REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(10) NOT NULL DEFAULT '',
  "title" VARCHAR(80) NOT NULL DEFAULT '',
  "mark" VARCHAR(200) NOT NULL DEFAULT '',
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX application_milestone_application ON "application_milestone" ("application");

CREATE TABLE "outcome" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "number" VARCHAR(30) NOT NULL DEFAULT '',
  "title" VARCHAR(120) NOT NULL DEFAULT '',
  "kind" VARCHAR(30) NOT NULL DEFAULT '',
  "project" INTEGER REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "summary" TEXT NOT NULL DEFAULT '',
  "problem" TEXT NOT NULL DEFAULT '',
  "practice" TEXT NOT NULL DEFAULT '',
  "effect" TEXT NOT NULL DEFAULT '',
  "conditions" TEXT NOT NULL DEFAULT '',
  "takeaways" TEXT NOT NULL DEFAULT '',
  "cautions" TEXT NOT NULL DEFAULT '',
  "level" VARCHAR(2) NOT NULL DEFAULT '',
  "nonsecret" BOOLEAN NOT NULL DEFAULT false,
  "secrecy_checked_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "secrecy_checked_at" TIMESTAMPTZ DEFAULT null,
  "registered_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "registered_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX outcome_project ON "outcome" ("project");
CREATE INDEX outcome_unit ON "outcome" ("unit");
CREATE INDEX outcome_secrecy_checked_by ON "outcome" ("secrecy_checked_by");
CREATE INDEX outcome_registered_by ON "outcome" ("registered_by");

CREATE TABLE "project_member" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "role" VARCHAR(10) NOT NULL DEFAULT '',
  "duty" VARCHAR(120) NOT NULL DEFAULT '',
  "since" DATE NOT NULL DEFAULT CURRENT_DATE,
  "until" DATE DEFAULT null
);
CREATE INDEX project_member_project ON "project_member" ("project");
CREATE INDEX project_member_talent ON "project_member" ("talent");

CREATE TABLE "project_mentor" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "since" DATE NOT NULL DEFAULT CURRENT_DATE,
  "until" DATE DEFAULT null
);
CREATE INDEX project_mentor_project ON "project_mentor" ("project");
CREATE INDEX project_mentor_account ON "project_mentor" ("account");

CREATE TABLE "agreement" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" INTEGER NOT NULL DEFAULT 1,
  "content" TEXT NOT NULL DEFAULT '',
  "lead_signed_at" TIMESTAMPTZ DEFAULT null,
  "unit_signed_at" TIMESTAMPTZ DEFAULT null,
  "office_signed_at" TIMESTAMPTZ DEFAULT null,
  "effective" BOOLEAN NOT NULL DEFAULT false,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX agreement_project ON "agreement" ("project");

CREATE TABLE "milestone" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(10) NOT NULL DEFAULT '',
  "title" VARCHAR(80) NOT NULL DEFAULT '',
  "mark" VARCHAR(200) NOT NULL DEFAULT '',
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "baseline_due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "weight" INTEGER NOT NULL DEFAULT 0,
  "percent" INTEGER NOT NULL DEFAULT 0,
  "note" TEXT NOT NULL DEFAULT '',
  "handed_in_at" TIMESTAMPTZ DEFAULT null,
  "handed_in_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "done_on" DATE DEFAULT null,
  "result" VARCHAR(32) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX milestone_project ON "milestone" ("project");
CREATE INDEX milestone_handed_in_by ON "milestone" ("handed_in_by");

CREATE TABLE "project_indicator" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(80) NOT NULL DEFAULT '',
  "unit" VARCHAR(20) NOT NULL DEFAULT '',
  "target" NUMERIC(12, 2) NOT NULL DEFAULT 0,
  "actual" NUMERIC(12, 2) NOT NULL DEFAULT 0,
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX project_indicator_project ON "project_indicator" ("project");

CREATE TABLE "report" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "seq" INTEGER NOT NULL DEFAULT 0,
  "label" VARCHAR(20) NOT NULL DEFAULT '',
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "ends_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "opens_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "progress" TEXT NOT NULL DEFAULT '',
  "problems" TEXT NOT NULL DEFAULT '',
  "next_steps" TEXT NOT NULL DEFAULT '',
  "coordination" TEXT NOT NULL DEFAULT '',
  "percent" INTEGER NOT NULL DEFAULT 0,
  "on_schedule" BOOLEAN NOT NULL DEFAULT true,
  "nonsecret" BOOLEAN NOT NULL DEFAULT false,
  "saved_at" TIMESTAMPTZ DEFAULT null,
  "saved_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "submitted_at" TIMESTAMPTZ DEFAULT null,
  "submitted_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "read_at" TIMESTAMPTZ DEFAULT null,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX report_project ON "report" ("project");
CREATE INDEX report_saved_by ON "report" ("saved_by");
CREATE INDEX report_submitted_by ON "report" ("submitted_by");
CREATE INDEX report_decided_by ON "report" ("decided_by");

CREATE TABLE "outcome_author" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "share" INTEGER NOT NULL DEFAULT 0,
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outcome_author_outcome ON "outcome_author" ("outcome");
CREATE INDEX outcome_author_talent ON "outcome_author" ("talent");

CREATE TABLE "outcome_step" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "rung" VARCHAR(20) NOT NULL DEFAULT '',
  "body" VARCHAR(120) NOT NULL DEFAULT '',
  "document" VARCHAR(80) NOT NULL DEFAULT '',
  "on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "note" TEXT NOT NULL DEFAULT '',
  "waiver" TEXT NOT NULL DEFAULT '',
  "file" INTEGER DEFAULT null,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "reversed_at" TIMESTAMPTZ DEFAULT null,
  "reversed_reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outcome_step_outcome ON "outcome_step" ("outcome");
CREATE INDEX outcome_step_by ON "outcome_step" ("by");

CREATE TABLE "pilot" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "plan" TEXT NOT NULL DEFAULT '',
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "ends_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "basis_body" VARCHAR(120) NOT NULL DEFAULT '',
  "basis_document" VARCHAR(80) NOT NULL DEFAULT '',
  "result" TEXT NOT NULL DEFAULT '',
  "confirmed_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX pilot_outcome ON "pilot" ("outcome");
CREATE INDEX pilot_unit ON "pilot" ("unit");

CREATE TABLE "replication" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "outcome" INTEGER NOT NULL REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "channel" VARCHAR(40) NOT NULL DEFAULT '',
  "adaptation" TEXT NOT NULL DEFAULT '',
  "effect" TEXT NOT NULL DEFAULT '',
  "on" DATE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE INDEX replication_outcome ON "replication" ("outcome");
CREATE INDEX replication_unit ON "replication" ("unit");
CREATE INDEX replication_by ON "replication" ("by");

CREATE TABLE "coordination" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "report" INTEGER NOT NULL REFERENCES "report" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "text" TEXT NOT NULL DEFAULT '',
  "answer" TEXT NOT NULL DEFAULT '',
  "due_on" DATE DEFAULT null,
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "owner" VARCHAR(80) NOT NULL DEFAULT ''
);
CREATE INDEX coordination_report ON "coordination" ("report");
CREATE INDEX coordination_project ON "coordination" ("project");
CREATE INDEX coordination_answered_by ON "coordination" ("answered_by");
