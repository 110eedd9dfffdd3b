CREATE INDEX report_of_project ON report (project, state, due_on);
CREATE INDEX milestone_of_project ON milestone (project, state, due_on);
