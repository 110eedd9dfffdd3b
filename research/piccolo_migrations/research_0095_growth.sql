CREATE INDEX project_weighty ON project (level, id) WHERE stage <> 'closed';
CREATE INDEX project_warning ON project (light, light_since, id) WHERE stage <> 'closed';
CREATE INDEX project_granted ON project (granted_at);
CREATE INDEX milestone_open ON milestone (due_on, id) WHERE state IN ('planned', 'returned');
