CREATE TABLE "saved_list" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "name" VARCHAR(20) NOT NULL DEFAULT '',
  "query" VARCHAR(600) NOT NULL DEFAULT ''
);
CREATE INDEX saved_list_account ON "saved_list" ("account");
CREATE UNIQUE INDEX saved_list_name ON saved_list (account, name);

CREATE TABLE "list_choice" (
  "id" SERIAL PRIMARY KEY NOT NULL,
  "account" INTEGER NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null,
  "columns" VARCHAR(300) NOT NULL DEFAULT '',
  "compact" BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX list_choice_account ON "list_choice" ("account");
CREATE UNIQUE INDEX list_choice_once ON list_choice (account);
