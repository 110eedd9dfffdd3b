ALTER TABLE "agreement" ADD COLUMN "lead_signed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "agreement" ADD COLUMN "unit_signed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "agreement" ADD COLUMN "office_signed_by" INTEGER REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
ALTER TABLE "agreement" ADD COLUMN "lead_paper" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "agreement" ADD COLUMN "unit_paper" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "agreement" ADD COLUMN "office_paper" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX agreement_lead_signed_by ON "agreement" ("lead_signed_by");
CREATE INDEX agreement_unit_signed_by ON "agreement" ("unit_signed_by");
CREATE INDEX agreement_office_signed_by ON "agreement" ("office_signed_by");
