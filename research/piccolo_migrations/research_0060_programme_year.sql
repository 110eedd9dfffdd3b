ALTER TABLE "topic" ADD COLUMN "year" INTEGER REFERENCES "programme_year" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "project" ADD COLUMN "year" INTEGER REFERENCES "programme_year" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
CREATE INDEX topic_year ON "topic" ("year", "id");
CREATE INDEX project_year ON "project" ("year", "id");
