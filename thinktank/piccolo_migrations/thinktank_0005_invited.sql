CREATE INDEX account_invited ON account (id) WHERE state = 'invited';
