CREATE INDEX role_grant_until ON role_grant (id) WHERE until IS NOT NULL;
CREATE INDEX delegation_until ON delegation (until);
