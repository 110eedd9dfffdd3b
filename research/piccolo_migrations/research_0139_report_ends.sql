CREATE INDEX report_ends ON report (ends_on, project);
