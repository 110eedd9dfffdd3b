CREATE TABLE "problem" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "project" INTEGER NOT NULL REFERENCES "project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "kind" VARCHAR(20) NOT NULL DEFAULT '',
  "text" TEXT NOT NULL DEFAULT '',
  "source" VARCHAR(20) NOT NULL DEFAULT '',
  "source_record" INTEGER DEFAULT null,
  "source_label" VARCHAR(120) NOT NULL DEFAULT '',
  "found_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "found_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "owner" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "due_on" DATE DEFAULT null,
  "measure" TEXT NOT NULL DEFAULT '',
  "progress" TEXT NOT NULL DEFAULT '',
  "order_id" INTEGER DEFAULT null,
  "order_number" VARCHAR(40) NOT NULL DEFAULT '',
  "closed_on" DATE DEFAULT null,
  "closed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "close_note" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX problem_project ON "problem" ("project");
CREATE INDEX problem_found_by ON "problem" ("found_by");
CREATE INDEX problem_owner ON "problem" ("owner");
CREATE INDEX problem_closed_by ON "problem" ("closed_by");

CREATE TABLE "checkpoint_item" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "checkpoint" INTEGER NOT NULL REFERENCES "checkpoint" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "sort" INTEGER NOT NULL DEFAULT 0,
  "text" VARCHAR(200) NOT NULL DEFAULT '',
  "expected" VARCHAR(200) NOT NULL DEFAULT '',
  "result" VARCHAR(10) NOT NULL DEFAULT '',
  "note" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX checkpoint_item_checkpoint ON "checkpoint_item" ("checkpoint");

CREATE TABLE "order_extension" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "state" VARCHAR(32) NOT NULL DEFAULT '',
  "state_since" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "for_order" INTEGER NOT NULL REFERENCES "supervision_order" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "due_on" DATE NOT NULL DEFAULT CURRENT_DATE,
  "reason" TEXT NOT NULL DEFAULT '',
  "asked_by" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "asked_at" TIMESTAMPTZ NOT NULL DEFAULT current_timestamp,
  "decided_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "decided_at" TIMESTAMPTZ DEFAULT null,
  "note" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX order_extension_for_order ON "order_extension" ("for_order");
CREATE INDEX order_extension_asked_by ON "order_extension" ("asked_by");
CREATE INDEX order_extension_decided_by ON "order_extension" ("decided_by");

ALTER TABLE supervision_order ADD COLUMN entry INTEGER REFERENCES problem (id) ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
CREATE INDEX supervision_order_entry ON supervision_order (entry);
ALTER TABLE checkpoint ADD COLUMN cycle VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE checkpoint ADD COLUMN covers_from DATE DEFAULT null;
ALTER TABLE checkpoint ADD COLUMN covers_to DATE DEFAULT null;
CREATE UNIQUE INDEX checkpoint_cycle ON checkpoint (project, cycle) WHERE cycle <> '';
CREATE INDEX problem_live ON problem (due_on, id) WHERE state IN ('open', 'fixing', 'fixed');
CREATE INDEX problem_state ON problem (state, id);
CREATE INDEX problem_kind ON problem (kind, id);
CREATE INDEX problem_source ON problem (source, id);
CREATE UNIQUE INDEX problem_matter ON problem (source_record) WHERE source = 'matter';
CREATE UNIQUE INDEX order_extension_asked ON order_extension (for_order) WHERE state = 'asked';
