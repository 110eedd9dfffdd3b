DROP INDEX mentorship_live;
CREATE INDEX mentorship_live ON mentorship (id) WHERE state NOT IN ('declined', 'ended');
