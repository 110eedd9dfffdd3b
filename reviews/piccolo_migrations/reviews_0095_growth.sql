CREATE INDEX supervision_order_issued ON supervision_order (issued_at);
CREATE INDEX supervision_order_closed ON supervision_order (closed_on) WHERE state = 'closed';
