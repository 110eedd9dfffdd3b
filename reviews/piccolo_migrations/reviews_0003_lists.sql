CREATE INDEX supervision_order_open ON supervision_order (due_on, id)
  WHERE state NOT IN ('draft', 'approved', 'closed', 'escalated', 'withdrawn');
CREATE INDEX assignment_load ON assignment (state, reviewer, item);
