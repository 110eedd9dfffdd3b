CREATE TABLE "unit" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "name" VARCHAR(120) NOT NULL DEFAULT '',
  "short_name" VARCHAR(60) NOT NULL DEFAULT '',
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "parent" INTEGER REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "sort" INTEGER NOT NULL DEFAULT 0,
  "active" BOOLEAN NOT NULL DEFAULT true
);
CREATE INDEX unit_parent ON "unit" ("parent");

CREATE TABLE "sign_in_attempt" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "address" VARCHAR(60) NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);

CREATE TABLE "search_entry" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "kind" VARCHAR(40) NOT NULL DEFAULT '',
  "record" INTEGER NOT NULL DEFAULT 0,
  "title" VARCHAR(200) NOT NULL DEFAULT '',
  "detail" VARCHAR(300) NOT NULL DEFAULT '',
  "href" VARCHAR(200) NOT NULL DEFAULT ''
);

CREATE TABLE "job_run" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "name" VARCHAR(64) NOT NULL DEFAULT '',
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "finished_at" TIMESTAMPTZ DEFAULT null,
  "done" INTEGER NOT NULL DEFAULT 0,
  "error" TEXT NOT NULL DEFAULT ''
);

CREATE TABLE "sequence" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "name" VARCHAR(64) NOT NULL DEFAULT '',
  "last" INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE "request_key" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "key" VARCHAR(160) NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "status" INTEGER DEFAULT null,
  "headers" TEXT NOT NULL DEFAULT '',
  "body" TEXT NOT NULL DEFAULT '',
  "fingerprint" VARCHAR(80) NOT NULL DEFAULT ''
);

CREATE TABLE "calendar_day" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "day" DATE NOT NULL DEFAULT CURRENT_DATE,
  "working" BOOLEAN NOT NULL DEFAULT false,
  "label" VARCHAR(60) NOT NULL DEFAULT ''
);

CREATE TABLE "tally" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "name" VARCHAR(60) NOT NULL DEFAULT '',
  "key" VARCHAR(80) NOT NULL DEFAULT '',
  "n" INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE "trail_entry" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "seq" INTEGER NOT NULL DEFAULT 0,
  "format" INTEGER NOT NULL DEFAULT 1,
  "at" TEXT NOT NULL DEFAULT '',
  "actor" INTEGER NOT NULL DEFAULT 0,
  "behalf" INTEGER NOT NULL DEFAULT 0,
  "system" VARCHAR(64) NOT NULL DEFAULT '',
  "action" VARCHAR(80) NOT NULL DEFAULT '',
  "kind" VARCHAR(40) NOT NULL DEFAULT '',
  "record" INTEGER NOT NULL DEFAULT 0,
  "fields" TEXT NOT NULL DEFAULT '{}',
  "previous" VARCHAR(64) NOT NULL DEFAULT '',
  "hash" VARCHAR(64) NOT NULL DEFAULT ''
);

CREATE TABLE "trail_head" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "seq" INTEGER NOT NULL DEFAULT 0,
  "hash" VARCHAR(64) NOT NULL DEFAULT ''
);

CREATE TABLE "trail_seal" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "day" DATE NOT NULL DEFAULT CURRENT_DATE,
  "seq" INTEGER NOT NULL DEFAULT 0,
  "hash" VARCHAR(64) NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);

CREATE TABLE "timeline_entry" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "kind" VARCHAR(40) NOT NULL DEFAULT '',
  "record" INTEGER NOT NULL DEFAULT 0,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "actor" INTEGER NOT NULL DEFAULT 0,
  "actor_name" VARCHAR(80) NOT NULL DEFAULT '',
  "action" VARCHAR(80) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "detail" TEXT NOT NULL DEFAULT '',
  "staff_only" BOOLEAN NOT NULL DEFAULT false
);

CREATE TABLE "account" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "login" VARCHAR(60) NOT NULL DEFAULT '',
  "name" VARCHAR(60) NOT NULL DEFAULT '',
  "name_key" VARCHAR(120) NOT NULL DEFAULT '',
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "post" VARCHAR(80) NOT NULL DEFAULT '',
  "phone" VARCHAR(20) NOT NULL DEFAULT '',
  "email" VARCHAR(120) NOT NULL DEFAULT '',
  "password_hash" VARCHAR(200) NOT NULL DEFAULT '',
  "failed" INTEGER NOT NULL DEFAULT 0,
  "locked_until" TIMESTAMPTZ DEFAULT null,
  "activated_at" TIMESTAMPTZ DEFAULT null,
  "consent_version" VARCHAR(20) NOT NULL DEFAULT '',
  "last_seen_at" TIMESTAMPTZ DEFAULT null,
  "demo" BOOLEAN NOT NULL DEFAULT false,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX account_unit ON "account" ("unit");

CREATE TABLE "unit_ancestry" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "ancestor" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "depth" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX unit_ancestry_ancestor ON "unit_ancestry" ("ancestor");
CREATE INDEX unit_ancestry_unit ON "unit_ancestry" ("unit");

CREATE TABLE "search_gram" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "gram" VARCHAR(16) NOT NULL DEFAULT '',
  "entry" INTEGER NOT NULL REFERENCES "search_entry" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null
);
CREATE INDEX search_gram_entry ON "search_gram" ("entry");

CREATE TABLE "trail_value" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "entry" INTEGER NOT NULL REFERENCES "trail_entry" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "field" VARCHAR(80) NOT NULL DEFAULT '',
  "salt" VARCHAR(32) NOT NULL DEFAULT '',
  "value" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX trail_value_entry ON "trail_value" ("entry");

CREATE TABLE "stored_file" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "kind" VARCHAR(40) NOT NULL DEFAULT '',
  "record" INTEGER NOT NULL DEFAULT 0,
  "category" VARCHAR(40) NOT NULL DEFAULT '',
  "name" VARCHAR(200) NOT NULL DEFAULT '',
  "media" VARCHAR(100) NOT NULL DEFAULT '',
  "size" INTEGER NOT NULL DEFAULT 0,
  "sha256" VARCHAR(64) NOT NULL DEFAULT '',
  "cleared" BOOLEAN NOT NULL DEFAULT false,
  "uploaded_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "removed_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX stored_file_uploaded_by ON "stored_file" ("uploaded_by");

CREATE TABLE "role_grant" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "role" VARCHAR(20) NOT NULL DEFAULT '',
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "since" DATE NOT NULL DEFAULT CURRENT_DATE,
  "until" DATE DEFAULT null,
  "granted_by" INTEGER DEFAULT null
);
CREATE INDEX role_grant_account ON "role_grant" ("account");
CREATE INDEX role_grant_unit ON "role_grant" ("unit");

CREATE TABLE "session" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "token_hash" VARCHAR(64) NOT NULL DEFAULT '',
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "seen_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "expires_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "address" VARCHAR(60) NOT NULL DEFAULT '',
  "agent" VARCHAR(200) NOT NULL DEFAULT ''
);
CREATE INDEX session_account ON "session" ("account");

CREATE TABLE "activation_link" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "token_hash" VARCHAR(64) NOT NULL DEFAULT '',
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "created_by" INTEGER NOT NULL DEFAULT 0,
  "expires_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "used_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX activation_link_account ON "activation_link" ("account");

CREATE TABLE "api_token" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "token_hash" VARCHAR(64) NOT NULL DEFAULT '',
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(80) NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "expires_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "revoked_at" TIMESTAMPTZ DEFAULT null,
  "used_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX api_token_account ON "api_token" ("account");

CREATE TABLE "consent" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "version" VARCHAR(20) NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX consent_account ON "consent" ("account");

CREATE TABLE "feedback" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "page" VARCHAR(300) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "contact" VARCHAR(120) NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "answer" TEXT NOT NULL DEFAULT '',
  "answered_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "answered_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX feedback_account ON "feedback" ("account");
CREATE INDEX feedback_answered_by ON "feedback" ("answered_by");

CREATE TABLE "import_batch" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "filename" VARCHAR(200) NOT NULL DEFAULT '',
  "content" TEXT NOT NULL DEFAULT '',
  "sheet" VARCHAR(100) NOT NULL DEFAULT '',
  "mapping" TEXT NOT NULL DEFAULT '{}',
  "as_members" BOOLEAN NOT NULL DEFAULT false,
  "admitted_on" DATE DEFAULT null,
  "rows" INTEGER NOT NULL DEFAULT 0,
  "problems" INTEGER NOT NULL DEFAULT 0,
  "added" INTEGER NOT NULL DEFAULT 0,
  "uploaded_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "uploaded_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "committed_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX import_batch_uploaded_by ON "import_batch" ("uploaded_by");

CREATE TABLE "notice" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "rule" VARCHAR(60) NOT NULL DEFAULT '',
  "kind" VARCHAR(40) NOT NULL DEFAULT '',
  "record" INTEGER NOT NULL DEFAULT 0,
  "occasion" VARCHAR(40) NOT NULL DEFAULT '',
  "title" VARCHAR(200) NOT NULL DEFAULT '',
  "body" TEXT NOT NULL DEFAULT '',
  "href" VARCHAR(300) NOT NULL DEFAULT '',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "read_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX notice_account ON "notice" ("account");

CREATE TABLE "policy_value" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "name" VARCHAR(40) NOT NULL DEFAULT '',
  "value" TEXT NOT NULL DEFAULT '',
  "effective_from" DATE NOT NULL DEFAULT CURRENT_DATE,
  "note" VARCHAR(255) NOT NULL DEFAULT '',
  "set_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX policy_value_set_by ON "policy_value" ("set_by");

CREATE TABLE "talent" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(60) NOT NULL DEFAULT '',
  "name_key" VARCHAR(120) NOT NULL DEFAULT '',
  "gender" VARCHAR(10) NOT NULL DEFAULT '',
  "birth_month" DATE DEFAULT null,
  "ethnicity" VARCHAR(20) NOT NULL DEFAULT '',
  "political_status" VARCHAR(40) NOT NULL DEFAULT '',
  "education" VARCHAR(40) NOT NULL DEFAULT '',
  "degree" VARCHAR(40) NOT NULL DEFAULT '',
  "school" VARCHAR(120) NOT NULL DEFAULT '',
  "major" VARCHAR(120) NOT NULL DEFAULT '',
  "unit" INTEGER NOT NULL REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "post" VARCHAR(120) NOT NULL DEFAULT '',
  "pro_title" VARCHAR(60) NOT NULL DEFAULT '',
  "strengths" TEXT NOT NULL DEFAULT '',
  "research_interest" TEXT NOT NULL DEFAULT '',
  "phone" VARCHAR(20) NOT NULL DEFAULT '',
  "email" VARCHAR(120) NOT NULL DEFAULT '',
  "remark" TEXT NOT NULL DEFAULT '',
  "channel" VARCHAR(20) NOT NULL DEFAULT '',
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "secondary" VARCHAR(60) NOT NULL DEFAULT '',
  "proposed" VARCHAR(20) NOT NULL DEFAULT '',
  "proposed_score" INTEGER NOT NULL DEFAULT 0,
  "wish" VARCHAR(20) NOT NULL DEFAULT '',
  "admitted_on" DATE DEFAULT null,
  "term_to" DATE DEFAULT null,
  "batch" INTEGER REFERENCES "import_batch" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX talent_account ON "talent" ("account");
CREATE INDEX talent_unit ON "talent" ("unit");
CREATE INDEX talent_batch ON "talent" ("batch");

CREATE TABLE "outbox_mail" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "notice" INTEGER NOT NULL REFERENCES "notice" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "address" VARCHAR(120) NOT NULL DEFAULT '',
  "subject" VARCHAR(200) NOT NULL DEFAULT '',
  "body" TEXT NOT NULL DEFAULT '',
  "message_id" VARCHAR(120) NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "tries" INTEGER NOT NULL DEFAULT 0,
  "next_try_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "sent_at" TIMESTAMPTZ DEFAULT null,
  "gave_up_at" TIMESTAMPTZ DEFAULT null,
  "error" VARCHAR(300) NOT NULL DEFAULT ''
);
CREATE INDEX outbox_mail_notice ON "outbox_mail" ("notice");

CREATE TABLE "mentorship" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "mentor" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "since" DATE NOT NULL DEFAULT CURRENT_DATE,
  "until" DATE DEFAULT null
);
CREATE INDEX mentorship_talent ON "mentorship" ("talent");
CREATE INDEX mentorship_mentor ON "mentorship" ("mentor");

CREATE TABLE "direction_proposal" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "main" VARCHAR(20) NOT NULL DEFAULT '',
  "secondary" VARCHAR(60) NOT NULL DEFAULT '',
  "confidence" VARCHAR(10) NOT NULL DEFAULT '',
  "scores" TEXT NOT NULL DEFAULT '{}',
  "evidence" TEXT NOT NULL DEFAULT '[]',
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX direction_proposal_talent ON "direction_proposal" ("talent");

CREATE TABLE "placement" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "direction" VARCHAR(20) NOT NULL DEFAULT '',
  "secondary" VARCHAR(60) NOT NULL DEFAULT '',
  "proposed" VARCHAR(20) NOT NULL DEFAULT '',
  "reason" TEXT NOT NULL DEFAULT '',
  "decided_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "current" BOOLEAN NOT NULL DEFAULT true
);
CREATE INDEX placement_talent ON "placement" ("talent");
CREATE INDEX placement_decided_by ON "placement" ("decided_by");

CREATE TABLE "growth_entry" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "talent" INTEGER NOT NULL REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "category" VARCHAR(30) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "kind" VARCHAR(40) NOT NULL DEFAULT '',
  "record" INTEGER NOT NULL DEFAULT 0,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX growth_entry_talent ON "growth_entry" ("talent");
