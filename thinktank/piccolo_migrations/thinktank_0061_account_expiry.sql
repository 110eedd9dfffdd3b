ALTER TABLE "account" ADD COLUMN "expires_on" DATE DEFAULT null;
CREATE INDEX account_expires_on ON "account" ("expires_on") WHERE expires_on IS NOT NULL;
