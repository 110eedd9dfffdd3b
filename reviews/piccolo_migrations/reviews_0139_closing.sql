ALTER TABLE supervision_order ADD COLUMN unit INTEGER REFERENCES unit (id) ON DELETE RESTRICT ON UPDATE CASCADE DEFAULT null;
UPDATE supervision_order SET unit = (SELECT project.unit FROM project WHERE project.id = supervision_order.project);
CREATE INDEX supervision_order_unit ON supervision_order (unit);
