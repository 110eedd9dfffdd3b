ALTER TABLE talent ADD COLUMN "cadre" VARCHAR(10) NOT NULL DEFAULT '';
ALTER TABLE talent ADD COLUMN "local_since" DATE DEFAULT null;
ALTER TABLE talent ADD COLUMN "ground" VARCHAR(30) NOT NULL DEFAULT '';
ALTER TABLE talent ADD COLUMN "hold_until" DATE DEFAULT null;
CREATE TABLE "admission_notice" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "title" VARCHAR(100) NOT NULL DEFAULT '',
  "starts_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "ends_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "published_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "published_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX admission_notice_published_by ON "admission_notice" ("published_by");
CREATE TABLE "admission_case" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "channel" VARCHAR(20) NOT NULL DEFAULT '',
  "statement" TEXT NOT NULL DEFAULT '',
  "nominated_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "opened_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "unit_opinion" VARCHAR(10) NOT NULL DEFAULT '',
  "unit_note" TEXT NOT NULL DEFAULT '',
  "unit_paper" BOOLEAN NOT NULL DEFAULT false,
  "unit_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit_at" TIMESTAMPTZ DEFAULT null,
  "unit_due" DATE DEFAULT null,
  "conditions" TEXT NOT NULL DEFAULT '[]',
  "check_note" TEXT NOT NULL DEFAULT '',
  "checked_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "consult_result" VARCHAR(10) NOT NULL DEFAULT '',
  "consulted_on" DATE DEFAULT null,
  "decided_on" DATE DEFAULT null,
  "decision_note" TEXT NOT NULL DEFAULT '',
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "notice" INTEGER REFERENCES "admission_notice" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "closed_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX admission_case_talent ON "admission_case" ("talent");
CREATE INDEX admission_case_nominated_by ON "admission_case" ("nominated_by");
CREATE INDEX admission_case_unit_by ON "admission_case" ("unit_by");
CREATE INDEX admission_case_checked_by ON "admission_case" ("checked_by");
CREATE INDEX admission_case_decided_by ON "admission_case" ("decided_by");
CREATE INDEX admission_case_notice ON "admission_case" ("notice");
CREATE TABLE "notice_objection" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "notice" INTEGER NOT NULL REFERENCES "admission_notice" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(40) NOT NULL DEFAULT '',
  "contact" VARCHAR(60) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "answer" TEXT NOT NULL DEFAULT '',
  "upheld" BOOLEAN NOT NULL DEFAULT false,
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX notice_objection_notice ON "notice_objection" ("notice");
CREATE INDEX notice_objection_talent ON "notice_objection" ("talent");
CREATE INDEX notice_objection_account ON "notice_objection" ("account");
CREATE INDEX notice_objection_answered_by ON "notice_objection" ("answered_by");
CREATE TABLE "member_flag" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "rule" VARCHAR(20) NOT NULL DEFAULT '',
  "occasion" VARCHAR(20) NOT NULL DEFAULT '',
  "found_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "settled_at" TIMESTAMPTZ DEFAULT null,
  "settled_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "note" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX member_flag_talent ON "member_flag" ("talent");
CREATE INDEX member_flag_settled_by ON "member_flag" ("settled_by");
CREATE UNIQUE INDEX admission_case_open ON admission_case (talent) WHERE closed_at IS NULL;
CREATE INDEX admission_notice_ends ON admission_notice (ends_on);
CREATE INDEX notice_objection_open ON notice_objection (id) WHERE answered_at IS NULL;
CREATE UNIQUE INDEX member_flag_once ON member_flag (talent, rule, occasion);
CREATE INDEX member_flag_open ON member_flag (id) WHERE settled_at IS NULL;
CREATE INDEX member_term ON talent (term_to) WHERE state = 'active';
CREATE INDEX member_hold ON talent (hold_until) WHERE hold_until IS NOT NULL;
CREATE INDEX member_born ON talent (birth_month) WHERE state = 'active';
CREATE INDEX member_candidates ON talent (id) WHERE state IN ('submitted', 'unit_opinion', 'qualification', 'consult', 'decided', 'notice');
INSERT INTO admission_case (talent, channel, opened_at, consult_result) SELECT id, channel, created_at, 'clear' FROM talent WHERE state = 'decided';
UPDATE talent SET state = 'consult' WHERE state = 'decided';
