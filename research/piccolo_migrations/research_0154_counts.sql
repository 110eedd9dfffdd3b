-- Counts of topics and applications that no page reads any more.
DELETE FROM tally WHERE name LIKE 'topic.%' OR name = 'application.submitted';
