CREATE TABLE "change_request" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "number" VARCHAR(20) NOT NULL DEFAULT '',
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "terms" TEXT NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "made_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "made_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "sent_at" TIMESTAMPTZ DEFAULT null,
  "sent_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "due_was" DATE DEFAULT null,
  "returned" TEXT NOT NULL DEFAULT '',
  "unit_word" VARCHAR(10) NOT NULL DEFAULT '',
  "unit_note" TEXT NOT NULL DEFAULT '',
  "unit_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit_at" TIMESTAMPTZ DEFAULT null,
  "on_behalf" BOOLEAN NOT NULL DEFAULT false,
  "proposal" VARCHAR(10) NOT NULL DEFAULT '',
  "proposal_note" TEXT NOT NULL DEFAULT '',
  "proposed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "proposed_at" TIMESTAMPTZ DEFAULT null,
  "experts" VARCHAR(200) NOT NULL DEFAULT '',
  "expert_word" VARCHAR(10) NOT NULL DEFAULT '',
  "expert_note" TEXT NOT NULL DEFAULT '',
  "expert_at" TIMESTAMPTZ DEFAULT null,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "decision_note" TEXT NOT NULL DEFAULT '',
  "effective_on" DATE DEFAULT null,
  "effective_at" TIMESTAMPTZ DEFAULT null,
  "agreement" INTEGER REFERENCES "agreement" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "before" TEXT NOT NULL DEFAULT '',
  "moves" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX change_request_project ON "change_request" ("project", "id");
CREATE INDEX change_request_made_by ON "change_request" ("made_by");
CREATE INDEX change_request_sent_by ON "change_request" ("sent_by");
CREATE INDEX change_request_unit_by ON "change_request" ("unit_by");
CREATE INDEX change_request_proposed_by ON "change_request" ("proposed_by");
CREATE INDEX change_request_decided_by ON "change_request" ("decided_by");
CREATE INDEX change_request_agreement ON "change_request" ("agreement");
CREATE INDEX change_request_state ON "change_request" ("state", "id");
CREATE UNIQUE INDEX change_request_open ON "change_request" ("project", "kind")
  WHERE state IN ('draft', 'unit_opinion', 'office_review', 'expert_opinion', 'approved');
