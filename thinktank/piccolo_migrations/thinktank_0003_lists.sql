CREATE INDEX role_grant_role ON role_grant (role, account);
