DROP INDEX milestone_open;
CREATE INDEX milestone_open ON milestone (due_on, id) WHERE state NOT IN ('handed_in', 'done');
