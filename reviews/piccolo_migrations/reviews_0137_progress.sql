CREATE INDEX assignment_progress ON assignment (item, state);
