ALTER TABLE "change_request" ADD COLUMN "answer_by" DATE DEFAULT null;
CREATE INDEX change_request_answer_by ON "change_request" ("answer_by", "id");
