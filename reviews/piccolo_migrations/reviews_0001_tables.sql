CREATE TABLE "rubric" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "name" VARCHAR(80) NOT NULL DEFAULT '',
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "number" INTEGER NOT NULL DEFAULT 1,
  "note" VARCHAR(255) NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);

CREATE TABLE "criterion" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "rubric" INTEGER NOT NULL REFERENCES "rubric" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(60) NOT NULL DEFAULT '',
  "hint" TEXT NOT NULL DEFAULT '',
  "weight" INTEGER NOT NULL DEFAULT 0,
  "bands" TEXT NOT NULL DEFAULT '[]',
  "required" BOOLEAN NOT NULL DEFAULT true,
  "sort" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX criterion_rubric ON "criterion" ("rubric");

CREATE TABLE "review_round" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "title" VARCHAR(120) NOT NULL DEFAULT '',
  "rubric" INTEGER NOT NULL REFERENCES "rubric" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "size" INTEGER NOT NULL DEFAULT 5,
  "blind" BOOLEAN NOT NULL DEFAULT true,
  "opens_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "closes_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "created_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX review_round_rubric ON "review_round" ("rubric");
CREATE INDEX review_round_created_by ON "review_round" ("created_by");

CREATE TABLE "checkpoint" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(10) NOT NULL DEFAULT '',
  "title" VARCHAR(80) NOT NULL DEFAULT '',
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "inspector" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "done_on" DATE DEFAULT null,
  "finding" TEXT NOT NULL DEFAULT '',
  "advice" TEXT NOT NULL DEFAULT '',
  "light" VARCHAR(10) NOT NULL DEFAULT '',
  "created_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX checkpoint_project ON "checkpoint" ("project");
CREATE INDEX checkpoint_inspector ON "checkpoint" ("inspector");
CREATE INDEX checkpoint_created_by ON "checkpoint" ("created_by");

CREATE TABLE "light_record" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "light" VARCHAR(10) NOT NULL DEFAULT '',
  "reason" VARCHAR(300) NOT NULL DEFAULT '',
  "facts" TEXT NOT NULL DEFAULT '{}',
  "overridden" BOOLEAN NOT NULL DEFAULT false,
  "since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "until" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX light_record_project ON "light_record" ("project");

CREATE TABLE "light_override" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "light" VARCHAR(10) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "until" DATE NOT NULL DEFAULT CURRENT_DATE,
  "by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "ended_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX light_override_project ON "light_override" ("project");
CREATE INDEX light_override_by ON "light_override" ("by");

CREATE TABLE "round_item" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "round" INTEGER NOT NULL REFERENCES "review_round" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "title" VARCHAR(120) NOT NULL DEFAULT '',
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "application" INTEGER REFERENCES "application" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "project" INTEGER REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "milestone" INTEGER REFERENCES "milestone" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "outcome" INTEGER REFERENCES "outcome" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "assigned" INTEGER NOT NULL DEFAULT 0,
  "submitted" INTEGER NOT NULL DEFAULT 0,
  "mean" NUMERIC(6, 2) DEFAULT null,
  "decision" VARCHAR(20) NOT NULL DEFAULT '',
  "grade" VARCHAR(12) NOT NULL DEFAULT '',
  "decision_note" TEXT NOT NULL DEFAULT '',
  "drafted_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "drafted_at" TIMESTAMPTZ DEFAULT null,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX round_item_round ON "round_item" ("round");
CREATE INDEX round_item_application ON "round_item" ("application");
CREATE INDEX round_item_project ON "round_item" ("project");
CREATE INDEX round_item_milestone ON "round_item" ("milestone");
CREATE INDEX round_item_outcome ON "round_item" ("outcome");
CREATE INDEX round_item_drafted_by ON "round_item" ("drafted_by");
CREATE INDEX round_item_decided_by ON "round_item" ("decided_by");

CREATE TABLE "supervision_order" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "number" VARCHAR(40) NOT NULL DEFAULT '',
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "checkpoint" INTEGER REFERENCES "checkpoint" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "escalated_from" INTEGER REFERENCES "supervision_order" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "matter" VARCHAR(120) NOT NULL DEFAULT '',
  "basis" TEXT NOT NULL DEFAULT '',
  "problem" TEXT NOT NULL DEFAULT '',
  "requirement" TEXT NOT NULL DEFAULT '',
  "handler" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "receive_by" DATE DEFAULT null,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "drafted_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "drafted_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "signed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "signed_at" TIMESTAMPTZ DEFAULT null,
  "issued_at" TIMESTAMPTZ DEFAULT null,
  "received_at" TIMESTAMPTZ DEFAULT null,
  "reply" TEXT NOT NULL DEFAULT '',
  "replied_at" TIMESTAMPTZ DEFAULT null,
  "verified_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "verified_at" TIMESTAMPTZ DEFAULT null,
  "verify_note" TEXT NOT NULL DEFAULT '',
  "closed_on" DATE DEFAULT null
);
CREATE INDEX supervision_order_project ON "supervision_order" ("project");
CREATE INDEX supervision_order_checkpoint ON "supervision_order" ("checkpoint");
CREATE INDEX supervision_order_escalated_from ON "supervision_order" ("escalated_from");
CREATE INDEX supervision_order_handler ON "supervision_order" ("handler");
CREATE INDEX supervision_order_drafted_by ON "supervision_order" ("drafted_by");
CREATE INDEX supervision_order_signed_by ON "supervision_order" ("signed_by");
CREATE INDEX supervision_order_verified_by ON "supervision_order" ("verified_by");

CREATE TABLE "assignment" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "reviewer" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "assigned_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "assigned_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "declared_at" TIMESTAMPTZ DEFAULT null,
  "reason" TEXT NOT NULL DEFAULT '',
  "answered" INTEGER NOT NULL DEFAULT 0,
  "total" NUMERIC(6, 2) DEFAULT null,
  "ordinal" INTEGER DEFAULT null
);
CREATE INDEX assignment_item ON "assignment" ("item");
CREATE INDEX assignment_reviewer ON "assignment" ("reviewer");
CREATE INDEX assignment_assigned_by ON "assignment" ("assigned_by");

CREATE TABLE "conflict_of_interest" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "item" INTEGER NOT NULL REFERENCES "round_item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "source" VARCHAR(10) NOT NULL DEFAULT '',
  "evidence" TEXT NOT NULL DEFAULT '',
  "active" BOOLEAN NOT NULL DEFAULT true,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX conflict_of_interest_item ON "conflict_of_interest" ("item");
CREATE INDEX conflict_of_interest_account ON "conflict_of_interest" ("account");

CREATE TABLE "score_sheet" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "assignment" INTEGER NOT NULL REFERENCES "assignment" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "opinion" TEXT NOT NULL DEFAULT '',
  "advice" VARCHAR(20) NOT NULL DEFAULT '',
  "confidence" VARCHAR(10) NOT NULL DEFAULT 'medium',
  "private_note" TEXT NOT NULL DEFAULT '',
  "total" NUMERIC(6, 2) DEFAULT null,
  "saved_at" TIMESTAMPTZ DEFAULT null,
  "submitted_at" TIMESTAMPTZ DEFAULT null,
  "outlier_asked_at" TIMESTAMPTZ DEFAULT null,
  "outlier_reason" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX score_sheet_assignment ON "score_sheet" ("assignment");

CREATE TABLE "sheet_score" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "sheet" INTEGER NOT NULL REFERENCES "score_sheet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "criterion" INTEGER NOT NULL REFERENCES "criterion" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "value" NUMERIC(5, 1) DEFAULT null,
  "not_applicable" BOOLEAN NOT NULL DEFAULT false,
  "comment" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sheet_score_sheet ON "sheet_score" ("sheet");
CREATE INDEX sheet_score_criterion ON "sheet_score" ("criterion");
