-- What a household earns, spends, saves, owes, owns, insures and wants; what
-- its owner expects of markets; scenarios of plans; and shares.

CREATE TABLE finplan.incomes (
    id                uuid PRIMARY KEY,
    owner_id          uuid NOT NULL,
    household_id      uuid NOT NULL,
    name              finplan.label NOT NULL,
    kind              text NOT NULL
        CONSTRAINT incomes_kind_known CHECK (
            kind IN ('salary', 'self_employment', 'pension', 'annuity',
                     'rental', 'social_security', 'other', 'tax_free')),
    person_id         uuid,
    amount_cents      finplan.amount NOT NULL,
    frequency         finplan.frequency NOT NULL,
    growth            finplan.rate NOT NULL,
    growth_basis      finplan.growth_basis NOT NULL,
    pia_monthly_cents finplan.amount,
    claim_age         integer
        CONSTRAINT incomes_claim_age_range CHECK (
            claim_age BETWEEN 62 AND 70),
    start_year        finplan.calendar_year,
    start_age         finplan.age,
    start_event       finplan.life_event,
    end_year          finplan.calendar_year,
    end_age           finplan.age,
    end_event         finplan.life_event,
    version           bigint NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    CONSTRAINT incomes_social_security CHECK (
        CASE WHEN kind = 'social_security'
             THEN pia_monthly_cents IS NOT NULL AND person_id IS NOT NULL
                  AND amount_cents = 0
             ELSE pia_monthly_cents IS NULL AND claim_age IS NULL END)
);
CREATE TABLE finplan.expenses (
    id             uuid PRIMARY KEY,
    owner_id       uuid NOT NULL,
    household_id   uuid NOT NULL,
    name           finplan.label NOT NULL,
    kind           text NOT NULL
        CONSTRAINT expenses_kind_known CHECK (
            kind IN ('general', 'medical', 'charity', 'property_tax')),
    category       finplan.category,
    amount_cents   finplan.amount NOT NULL,
    frequency      finplan.frequency NOT NULL,
    essential      boolean NOT NULL,
    growth         finplan.rate NOT NULL,
    growth_basis   finplan.growth_basis NOT NULL,
    survivor_share finplan.share NOT NULL,
    person_id      uuid,
    start_year     finplan.calendar_year,
    start_age      finplan.age,
    start_event    finplan.life_event,
    end_year       finplan.calendar_year,
    end_age        finplan.age,
    end_event      finplan.life_event,
    version        bigint NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);
CREATE TABLE finplan.savings (
    id              uuid PRIMARY KEY,
    owner_id        uuid NOT NULL,
    household_id    uuid NOT NULL,
    account_id      uuid NOT NULL,
    amount_cents    finplan.amount NOT NULL,
    frequency       finplan.frequency NOT NULL,
    growth          finplan.rate NOT NULL,
    growth_basis    finplan.growth_basis NOT NULL,
    match_rate      finplan.rate NOT NULL
        CONSTRAINT savings_match_rate_range CHECK (match_rate >= 0),
    match_up_to_pay finplan.share NOT NULL,
    person_id       uuid,
    start_year      finplan.calendar_year,
    start_age       finplan.age,
    start_event     finplan.life_event,
    end_year        finplan.calendar_year,
    end_age         finplan.age,
    end_event       finplan.life_event,
    version         bigint NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT savings_parent FOREIGN KEY (owner_id, household_id, account_id)
        REFERENCES finplan.accounts (owner_id, household_id, id)
        ON DELETE CASCADE
);
CREATE INDEX savings_account_idx ON finplan.savings (owner_id, account_id, id);

CREATE TABLE finplan.properties (
    id                uuid PRIMARY KEY,
    owner_id          uuid NOT NULL,
    household_id      uuid NOT NULL,
    name              finplan.label NOT NULL,
    value_cents       finplan.amount NOT NULL,
    growth            finplan.rate NOT NULL,
    growth_basis      finplan.growth_basis NOT NULL,
    cost_basis_cents  finplan.amount,
    sale_cost         finplan.share NOT NULL,
    primary_residence boolean NOT NULL,
    sell_year         finplan.calendar_year,
    version           bigint NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);
CREATE TABLE finplan.liabilities (
    id                    uuid PRIMARY KEY,
    owner_id              uuid NOT NULL,
    household_id          uuid NOT NULL,
    name                  finplan.label NOT NULL,
    kind                  text NOT NULL
        CONSTRAINT liabilities_kind_known CHECK (
            kind IN ('mortgage', 'auto', 'student', 'credit_card',
                     'personal', 'other')),
    balance_cents         finplan.amount NOT NULL,
    rate                  finplan.rate NOT NULL
        CONSTRAINT liabilities_rate_range CHECK (rate >= 0),
    payment_monthly_cents finplan.amount NOT NULL,
    property_id           uuid,
    version               bigint NOT NULL,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL
);
CREATE TABLE finplan.insurance (
    id             uuid PRIMARY KEY,
    owner_id       uuid NOT NULL,
    household_id   uuid NOT NULL,
    name           finplan.label NOT NULL,
    kind           text NOT NULL
        CONSTRAINT insurance_kind_known CHECK (
            kind IN ('life_term', 'life_permanent', 'disability',
                     'long_term_care', 'health', 'home', 'auto', 'umbrella',
                     'other')),
    person_id      uuid,
    insurer        finplan.label,
    coverage_cents finplan.amount NOT NULL,
    premium_cents  finplan.amount NOT NULL,
    frequency      finplan.frequency NOT NULL,
    beneficiary    finplan.label,
    start_date     date,
    end_date       date,
    version        bigint NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    CONSTRAINT insurance_dates CHECK (start_date <= end_date)
);
CREATE TABLE finplan.goals (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    household_id uuid NOT NULL,
    name         finplan.label NOT NULL,
    kind         text NOT NULL
        CONSTRAINT goals_kind_known CHECK (
            kind IN ('other', 'education', 'home', 'travel', 'vehicle',
                     'legacy')),
    amount_cents finplan.amount NOT NULL
        CONSTRAINT goals_amount_positive CHECK (amount_cents > 0),
    due          date NOT NULL,
    years        integer NOT NULL
        CONSTRAINT goals_years_range CHECK (years BETWEEN 1 AND 60),
    growth       finplan.rate NOT NULL,
    growth_basis finplan.growth_basis NOT NULL,
    priority     integer NOT NULL
        CONSTRAINT goals_priority_range CHECK (priority BETWEEN 1 AND 100),
    version      bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);

-- What these tables share: their key, their household, their person, and the
-- time from start to end.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['incomes', 'expenses', 'properties',
                                'liabilities', 'insurance', 'goals'] LOOP
        EXECUTE format(
            'ALTER TABLE finplan.%1$I ADD CONSTRAINT %2$I'
            ' UNIQUE (owner_id, household_id, id), ADD CONSTRAINT %3$I'
            ' FOREIGN KEY (owner_id, household_id) REFERENCES'
            ' finplan.households (owner_id, id) ON DELETE CASCADE',
            name, name || '_owner_key', name || '_parent');
    END LOOP;
    FOREACH name IN ARRAY ARRAY['incomes', 'expenses', 'savings',
                                'insurance'] LOOP
        EXECUTE format(
            'ALTER TABLE finplan.%I ADD CONSTRAINT %I'
            ' FOREIGN KEY (owner_id, household_id, person_id) REFERENCES'
            ' finplan.people (owner_id, household_id, id)',
            name, name || '_person_ref');
    END LOOP;
    FOREACH name IN ARRAY ARRAY['incomes', 'expenses', 'savings'] LOOP
        EXECUTE format(
            'ALTER TABLE finplan.%I'
            ' ADD CONSTRAINT %I CHECK (num_nonnulls(start_year, start_age,'
            ' start_event) <= 1),'
            ' ADD CONSTRAINT %I CHECK (num_nonnulls(end_year, end_age,'
            ' end_event) <= 1),'
            ' ADD CONSTRAINT %I CHECK (start_year <= end_year'
            ' AND start_age <= end_age),'
            ' ADD CONSTRAINT %I CHECK (person_id IS NOT NULL OR'
            ' num_nonnulls(start_age, start_event, end_age, end_event) = 0)',
            name, name || '_start_one', name || '_end_one',
            name || '_span_order', name || '_span_person');
    END LOOP;
END
$$;
CREATE INDEX savings_household_idx
    ON finplan.savings (owner_id, household_id, person_id);
ALTER TABLE finplan.liabilities ADD CONSTRAINT liabilities_property_ref
    FOREIGN KEY (owner_id, household_id, property_id)
    REFERENCES finplan.properties (owner_id, household_id, id);

CREATE TABLE finplan.contributions (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    household_id uuid NOT NULL,
    goal_id      uuid NOT NULL,
    date         date NOT NULL,
    amount_cents finplan.cents NOT NULL,
    note         text
        CONSTRAINT contributions_note_size CHECK (
            char_length(note) BETWEEN 1 AND 500),
    version      bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT contributions_parent FOREIGN KEY (owner_id, household_id,
                                                 goal_id)
        REFERENCES finplan.goals (owner_id, household_id, id)
        ON DELETE CASCADE
);
CREATE INDEX contributions_date_idx
    ON finplan.contributions (owner_id, goal_id, date, id);

-- what is expected of markets -----------------------------------------------

CREATE TABLE finplan.assumption_sets (
    id              uuid PRIMARY KEY,
    owner_id        uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    name            finplan.label NOT NULL,
    model           text NOT NULL
        CONSTRAINT assumption_sets_model_known CHECK (
            model IN ('lognormal', 'student_t', 'fixed')),
    basis           finplan.growth_basis NOT NULL,
    inflation_model text NOT NULL
        CONSTRAINT assumption_sets_inflation_known CHECK (
            inflation_model IN ('fixed', 'ar1')),
    inflation_mean  finplan.rate NOT NULL,
    version         bigint NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT assumption_sets_owner_key UNIQUE (owner_id, id)
);
CREATE TABLE finplan.asset_assumptions (
    id                uuid PRIMARY KEY,
    owner_id          uuid NOT NULL,
    assumption_set_id uuid NOT NULL,
    asset             text NOT NULL
        CONSTRAINT asset_assumptions_asset_form CHECK (
            asset ~ '^[A-Za-z0-9_.-]{1,64}$'),
    mean              finplan.rate NOT NULL,
    sd                finplan.rate NOT NULL
        CONSTRAINT asset_assumptions_sd_range CHECK (sd >= 0),
    version           bigint NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    CONSTRAINT asset_assumptions_owner_key
        UNIQUE (owner_id, assumption_set_id, id),
    CONSTRAINT asset_assumptions_asset_key
        UNIQUE (owner_id, assumption_set_id, asset),
    CONSTRAINT asset_assumptions_parent
        FOREIGN KEY (owner_id, assumption_set_id)
        REFERENCES finplan.assumption_sets (owner_id, id) ON DELETE CASCADE
);
CREATE TABLE finplan.correlations (
    id                uuid PRIMARY KEY,
    owner_id          uuid NOT NULL,
    assumption_set_id uuid NOT NULL,
    asset_a           text NOT NULL,
    asset_b           text NOT NULL,
    correlation       numeric(12, 8) NOT NULL
        CONSTRAINT correlations_correlation_range CHECK (
            correlation BETWEEN -1 AND 1),
    version           bigint NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    CONSTRAINT correlations_owner_key
        UNIQUE (owner_id, assumption_set_id, id),
    CONSTRAINT correlations_pair_key
        UNIQUE (owner_id, assumption_set_id, asset_a, asset_b),
    CONSTRAINT correlations_pair_order CHECK (
        asset_a COLLATE "C" < asset_b COLLATE "C"),
    CONSTRAINT correlations_parent FOREIGN KEY (owner_id, assumption_set_id)
        REFERENCES finplan.assumption_sets (owner_id, id) ON DELETE CASCADE,
    CONSTRAINT correlations_asset_a_ref
        FOREIGN KEY (owner_id, assumption_set_id, asset_a)
        REFERENCES finplan.asset_assumptions
            (owner_id, assumption_set_id, asset),
    CONSTRAINT correlations_asset_b_ref
        FOREIGN KEY (owner_id, assumption_set_id, asset_b)
        REFERENCES finplan.asset_assumptions
            (owner_id, assumption_set_id, asset)
);

CALL finplan.keep_records('incomes', '{household_id}');
CALL finplan.keep_records('expenses', '{household_id}');
CALL finplan.keep_records('savings', '{household_id,account_id}');
CALL finplan.keep_records('properties', '{household_id}');
CALL finplan.keep_records('liabilities', '{household_id}');
CALL finplan.keep_records('insurance', '{household_id}');
CALL finplan.keep_records('goals', '{household_id}');
CALL finplan.keep_records('contributions', '{household_id,goal_id}');
CALL finplan.keep_records('assumption_sets', '{}');
CALL finplan.keep_records('asset_assumptions', '{assumption_set_id}');
CALL finplan.keep_records('correlations', '{assumption_set_id}');
