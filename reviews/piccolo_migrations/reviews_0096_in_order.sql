DROP INDEX supervision_order_closed;
CREATE INDEX supervision_order_closed ON supervision_order (closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX supervision_order_answered ON supervision_order (due_on, id) WHERE state NOT IN ('draft', 'approved', 'issued', 'received', 'handling', 'returned', 'closed', 'escalated', 'withdrawn');
CREATE INDEX supervision_order_drafts ON supervision_order (due_on, id) WHERE state NOT IN ('issued', 'received', 'handling', 'replied', 'verifying', 'returned', 'closed', 'escalated', 'withdrawn');
