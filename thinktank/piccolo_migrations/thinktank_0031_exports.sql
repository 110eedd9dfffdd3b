CREATE TABLE "export_request" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "title" VARCHAR(60) NOT NULL DEFAULT '',
  "purpose" TEXT NOT NULL DEFAULT '',
  "conditions" TEXT NOT NULL DEFAULT '{}',
  "picked" TEXT NOT NULL DEFAULT '[]',
  "columns" VARCHAR(300) NOT NULL DEFAULT '',
  "full_phones" BOOLEAN NOT NULL DEFAULT false,
  "classes" VARCHAR(20) NOT NULL DEFAULT '',
  "rows" INTEGER NOT NULL DEFAULT 0,
  "requested_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "requested_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "note" TEXT NOT NULL DEFAULT '',
  "file" VARCHAR(64) NOT NULL DEFAULT '',
  "filename" VARCHAR(200) NOT NULL DEFAULT '',
  "size" INTEGER NOT NULL DEFAULT 0,
  "expires_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX export_request_requested_by ON "export_request" ("requested_by");
CREATE INDEX export_request_decided_by ON "export_request" ("decided_by");
CREATE INDEX export_request_open ON export_request (state, id);

CREATE TABLE "column_memory" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "header" VARCHAR(60) NOT NULL DEFAULT '',
  "field" VARCHAR(40) NOT NULL DEFAULT '',
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp
);
CREATE INDEX column_memory_account ON "column_memory" ("account");
CREATE UNIQUE INDEX column_memory_header ON column_memory (header);

ALTER TABLE import_batch ADD COLUMN "unit_choices" TEXT NOT NULL DEFAULT '{}';
ALTER TABLE import_batch ADD COLUMN "updated" INTEGER NOT NULL DEFAULT 0;
