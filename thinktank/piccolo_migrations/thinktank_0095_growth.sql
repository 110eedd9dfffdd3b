CREATE INDEX mentorship_live ON mentorship (id) WHERE state IN ('offered', 'active');
