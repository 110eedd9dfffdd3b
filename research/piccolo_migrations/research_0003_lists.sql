CREATE INDEX agreement_waits_lead ON agreement (project) WHERE lead_signed_at IS NULL;
CREATE INDEX agreement_waits_unit ON agreement (project) WHERE unit_signed_at IS NULL;
CREATE INDEX agreement_waits_office ON agreement (project) WHERE office_signed_at IS NULL;
CREATE INDEX project_going ON project (direction, level, light, status) WHERE stage <> 'closed';
CREATE INDEX report_list ON report (due_on, id) WHERE state <> 'scheduled';
CREATE INDEX report_by_day ON report (due_on, id);
CREATE INDEX report_waits ON report (submitted_at, id) WHERE state = 'submitted';
CREATE INDEX outcome_step_rung ON outcome_step (rung, "on") WHERE reversed_at IS NULL;
CREATE INDEX outcome_list ON outcome (state_since, id);
