CREATE INDEX light_record_lit ON light_record (light, until, since, project);
