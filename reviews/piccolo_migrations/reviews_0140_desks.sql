CREATE INDEX problem_to_mend ON problem (owner, due_on, id) WHERE state IN ('open', 'fixing') AND order_id IS NULL;
CREATE INDEX problem_to_judge ON problem (due_on, id) WHERE state = 'fixed' AND order_id IS NULL;
DROP INDEX checkpoint_desk;
CREATE INDEX checkpoint_desk ON checkpoint (inspector, state, due_on, id);
