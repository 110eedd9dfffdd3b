CREATE INDEX briefing_standing ON briefing (id) WHERE state <> 'dropped';
