CREATE INDEX talent_admitted ON talent (admitted_on, id);
CREATE INDEX talent_units ON talent (unit, id);
CREATE INDEX talent_term ON talent (term_to, id);
CREATE INDEX talent_person ON talent (name, birth_month);
