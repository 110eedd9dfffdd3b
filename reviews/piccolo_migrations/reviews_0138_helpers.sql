CREATE TABLE "order_helper" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "for_order" INTEGER NOT NULL REFERENCES "supervision_order" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "unit" INTEGER REFERENCES "unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "account" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "text" TEXT NOT NULL DEFAULT '',
  "said_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "said_at" TIMESTAMPTZ DEFAULT null
);
CREATE INDEX order_helper_for_order ON "order_helper" ("for_order");
CREATE INDEX order_helper_unit ON "order_helper" ("unit");
CREATE INDEX order_helper_account ON "order_helper" ("account");
CREATE INDEX order_helper_said_by ON "order_helper" ("said_by");
CREATE UNIQUE INDEX order_helper_unit_once ON order_helper (for_order, unit) WHERE unit IS NOT NULL;
CREATE UNIQUE INDEX order_helper_account_once ON order_helper (for_order, account) WHERE account IS NOT NULL;
