CREATE INDEX topic_published ON topic (published_at) WHERE published_at IS NOT NULL;
CREATE INDEX topic_listing_ended ON topic_listing (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX project_closed ON project (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX outcome_registered ON outcome (registered_at);
