CREATE INDEX grant_objection_due ON grant_objection (due_on, id) WHERE answered_at IS NULL;
