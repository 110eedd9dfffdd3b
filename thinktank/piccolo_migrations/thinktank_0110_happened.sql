CREATE INDEX talent_exited ON talent (state_since) WHERE state = 'exited';
CREATE INDEX posting_arrived ON posting (arrived_on) WHERE arrived_on IS NOT NULL;
CREATE INDEX posting_ended ON posting (ended_on) WHERE ended_on IS NOT NULL;
