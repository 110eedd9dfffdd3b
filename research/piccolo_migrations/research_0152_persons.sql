ALTER TABLE "milestone" ADD COLUMN "person" INTEGER REFERENCES "talent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
CREATE INDEX milestone_person ON "milestone" ("person");
