-- Results of every kind are kept, with the question that gave them, so that
-- they can be computed again; a result need not belong to a stored plan.
--
-- Programs of the release before go on inserting simulations of plans.

ALTER TABLE finplan.simulations
    ALTER COLUMN plan_id DROP NOT NULL,
    ALTER COLUMN plan_version DROP NOT NULL,
    -- The question: kind, options and body. NULL: kept by a release that did
    -- not write it down.
    ADD COLUMN request json
        CONSTRAINT simulations_request_object CHECK (
            json_typeof(request) = 'object')
        CONSTRAINT simulations_request_size CHECK (
            octet_length(request::text) <= 11534336),
    DROP CONSTRAINT simulations_kind_known,
    ADD CONSTRAINT simulations_kind_known CHECK (
        kind IN ('simulation', 'projection', 'backtest', 'explanation',
                 'stress', 'range', 'solution', 'cash_flow', 'net_worth',
                 'sensitivity', 'safe_rate', 'goal', 'comparison',
                 'spending_comparison')),
    ADD CONSTRAINT simulations_plan_whole CHECK (
        (plan_id IS NULL) = (plan_version IS NULL)),
    -- The key to the plan does not hold the owner where there is no plan.
    ADD CONSTRAINT simulations_owner_known FOREIGN KEY (owner_id)
        REFERENCES finplan.users ON DELETE CASCADE;

CREATE INDEX simulations_result_idx
    ON finplan.simulations (owner_id, result_id, id);

GRANT INSERT (request) ON finplan.simulations TO finplan_app;
