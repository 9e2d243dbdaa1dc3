-- A household's records: who is in it, what it has, earns, spends, owes and
-- wants.
--
-- Third normal form. owner_id and household_id are part of every key that a
-- row is referred to by, so that a reference can neither leave its owner nor
-- its household; they serve row-level security and the listings. Columns have
-- the limits of fcgi-app/records/; what spans columns is only here, under
-- names that those descriptors explain to clients.

-- A million million dollars: sums of a thousand of them still fit.
CREATE DOMAIN finplan.cents AS bigint
    CONSTRAINT cents_range CHECK (
        VALUE BETWEEN -100000000000000 AND 100000000000000);
CREATE DOMAIN finplan.amount AS bigint
    CONSTRAINT amount_range CHECK (VALUE BETWEEN 0 AND 100000000000000);
CREATE DOMAIN finplan.rate AS numeric(12, 8)
    CONSTRAINT rate_range CHECK (VALUE BETWEEN -1 AND 10);
CREATE DOMAIN finplan.share AS numeric(12, 8)
    CONSTRAINT share_range CHECK (VALUE BETWEEN 0 AND 1);
CREATE DOMAIN finplan.label AS text
    CONSTRAINT label_size CHECK (char_length(VALUE) BETWEEN 1 AND 200);
CREATE DOMAIN finplan.category AS text
    CONSTRAINT category_size CHECK (char_length(VALUE) BETWEEN 1 AND 64);
CREATE DOMAIN finplan.calendar_year AS integer
    CONSTRAINT calendar_year_range CHECK (VALUE BETWEEN 1900 AND 2300);
CREATE DOMAIN finplan.age AS integer
    CONSTRAINT age_range CHECK (VALUE BETWEEN 0 AND 120);
CREATE DOMAIN finplan.growth_basis AS text
    CONSTRAINT growth_basis_known CHECK (VALUE IN ('real', 'nominal'));
CREATE DOMAIN finplan.life_event AS text
    CONSTRAINT life_event_known CHECK (
        VALUE IN ('retirement', 'death', 'claim'));
CREATE DOMAIN finplan.frequency AS text
    CONSTRAINT frequency_known CHECK (
        VALUE IN ('weekly', 'biweekly', 'semimonthly', 'monthly',
                  'quarterly', 'yearly'));

CREATE TABLE finplan.households (
    id            uuid PRIMARY KEY,
    owner_id      uuid NOT NULL REFERENCES finplan.users ON DELETE CASCADE,
    household_id  uuid GENERATED ALWAYS AS (id) STORED,
    name          finplan.label NOT NULL,
    filing_status text NOT NULL
        CONSTRAINT households_filing_status_known CHECK (
            filing_status IN ('single', 'married_joint', 'married_separate',
                              'head_of_household', 'surviving_spouse')),
    state         text
        CONSTRAINT households_state_form CHECK (state ~ '^[A-Z]{2}$'),
    version       bigint NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    CONSTRAINT households_owner_key UNIQUE (owner_id, id)
);

CREATE TABLE finplan.people (
    id             uuid PRIMARY KEY,
    owner_id       uuid NOT NULL,
    household_id   uuid NOT NULL,
    name           finplan.label NOT NULL,
    relation       text NOT NULL
        CONSTRAINT people_relation_known CHECK (
            relation IN ('primary', 'spouse', 'dependent')),
    birth_date     date NOT NULL,
    sex            text NOT NULL
        CONSTRAINT people_sex_known CHECK (
            sex IN ('unstated', 'male', 'female')),
    retirement_age finplan.age,
    plan_to_age    finplan.age NOT NULL,
    mortality      text NOT NULL
        CONSTRAINT people_mortality_known CHECK (
            mortality IN ('none', 'ssa_period', 'ssa_cohort')),
    version        bigint NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    CONSTRAINT people_owner_key UNIQUE (owner_id, household_id, id),
    CONSTRAINT people_parent FOREIGN KEY (owner_id, household_id)
        REFERENCES finplan.households (owner_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX people_one_each
    ON finplan.people (owner_id, household_id, relation)
    WHERE relation <> 'dependent';

CREATE TABLE finplan.accounts (
    id                    uuid PRIMARY KEY,
    owner_id              uuid NOT NULL,
    household_id          uuid NOT NULL,
    name                  finplan.label NOT NULL,
    institution           finplan.label,
    person_id             uuid,
    type                  text NOT NULL
        CONSTRAINT accounts_type_known CHECK (
            type IN ('taxable', 'cash', 'traditional', 'roth', 'hsa',
                     'education_529', 'inherited_traditional')),
    opening_balance_cents finplan.cents NOT NULL,
    cost_basis_cents      finplan.amount,
    stock_share           finplan.share NOT NULL,
    fee                   finplan.share NOT NULL,
    yield_qualified       finplan.share NOT NULL,
    yield_ordinary        finplan.share NOT NULL,
    employer_plan         boolean NOT NULL,
    version               bigint NOT NULL,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    CONSTRAINT accounts_owner_key UNIQUE (owner_id, household_id, id),
    CONSTRAINT accounts_parent FOREIGN KEY (owner_id, household_id)
        REFERENCES finplan.households (owner_id, id) ON DELETE CASCADE,
    CONSTRAINT accounts_person_ref
        FOREIGN KEY (owner_id, household_id, person_id)
        REFERENCES finplan.people (owner_id, household_id, id),
    CONSTRAINT accounts_person_needed CHECK (
        type IN ('taxable', 'cash') OR person_id IS NOT NULL)
);

CREATE TABLE finplan.holdings (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    household_id uuid NOT NULL,
    account_id   uuid NOT NULL,
    symbol       text NOT NULL
        CONSTRAINT holdings_symbol_size CHECK (
            char_length(symbol) BETWEEN 1 AND 32),
    name         finplan.label,
    asset        text NOT NULL
        CONSTRAINT holdings_asset_known CHECK (
            asset IN ('us_stock', 'us_bond', 'us_bill',
                      'international_stock', 'real_estate', 'commodity',
                      'crypto', 'other')),
    price        numeric(16, 6) NOT NULL
        CONSTRAINT holdings_price_range CHECK (
            price BETWEEN 0 AND 1000000000),
    price_date   date,
    version      bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT holdings_owner_key UNIQUE (owner_id, household_id, id),
    CONSTRAINT holdings_symbol_key UNIQUE (owner_id, account_id, symbol),
    CONSTRAINT holdings_parent FOREIGN KEY (owner_id, household_id,
                                            account_id)
        REFERENCES finplan.accounts (owner_id, household_id, id)
        ON DELETE CASCADE
);
CREATE INDEX holdings_account_idx
    ON finplan.holdings (owner_id, account_id, id);

CREATE TABLE finplan.lots (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    household_id uuid NOT NULL,
    holding_id   uuid NOT NULL,
    acquired     date NOT NULL,
    quantity     numeric(19, 8) NOT NULL
        CONSTRAINT lots_quantity_range CHECK (
            quantity > 0 AND quantity <= 10000000000),
    cost_cents   finplan.amount NOT NULL,
    version      bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT lots_parent FOREIGN KEY (owner_id, household_id, holding_id)
        REFERENCES finplan.holdings (owner_id, household_id, id)
        ON DELETE CASCADE
);
CREATE INDEX lots_holding_idx ON finplan.lots (owner_id, holding_id, id);
CREATE INDEX lots_household_idx
    ON finplan.lots (owner_id, household_id, holding_id);

CREATE TABLE finplan.transactions (
    id           uuid PRIMARY KEY,
    owner_id     uuid NOT NULL,
    household_id uuid NOT NULL,
    account_id   uuid NOT NULL,
    date         date NOT NULL,
    amount_cents finplan.cents NOT NULL,
    description  text NOT NULL
        CONSTRAINT transactions_description_size CHECK (
            char_length(description) <= 500),
    category     finplan.category,
    external_id  text
        CONSTRAINT transactions_external_id_size CHECK (
            char_length(external_id) BETWEEN 1 AND 255),
    source       text NOT NULL DEFAULT 'manual'
        CONSTRAINT transactions_source_known CHECK (
            source IN ('manual', 'csv', 'ofx')),
    version      bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT transactions_external_key
        UNIQUE (owner_id, account_id, external_id),
    CONSTRAINT transactions_parent FOREIGN KEY (owner_id, household_id,
                                                account_id)
        REFERENCES finplan.accounts (owner_id, household_id, id)
        ON DELETE CASCADE
);
CREATE INDEX transactions_date_idx
    ON finplan.transactions (owner_id, account_id, date, id);

-- What the transactions of an account add up to, kept by trigger, so that a
-- balance costs one row however long its history is.
CREATE TABLE finplan.account_balances (
    owner_id     uuid NOT NULL,
    household_id uuid NOT NULL,
    account_id   uuid NOT NULL,
    moved_cents  bigint NOT NULL,
    count        bigint NOT NULL
        CONSTRAINT account_balances_count_limit CHECK (
            count BETWEEN 0 AND 1000000),
    PRIMARY KEY (owner_id, account_id),
    CONSTRAINT account_balances_parent FOREIGN KEY (owner_id, household_id,
                                                    account_id)
        REFERENCES finplan.accounts (owner_id, household_id, id)
        ON DELETE CASCADE
);

ALTER TABLE finplan.account_balances ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.account_balances FORCE ROW LEVEL SECURITY;
CREATE POLICY account_balances_self ON finplan.account_balances
    FOR SELECT TO finplan_app USING (owner_id = (SELECT finplan.claim()));
CREATE POLICY account_balances_shared ON finplan.account_balances
    FOR SELECT TO finplan_app
    USING (household_id = ANY
           ((SELECT finplan.shared_households())::uuid[]));
CREATE POLICY account_balances_owner ON finplan.account_balances
    TO finplan_owner USING (true) WITH CHECK (true);
GRANT SELECT ON finplan.account_balances TO finplan_app;

-- A statement at a time: an import moves each balance once. Accounts are
-- taken in order, so that two statements cannot wait for each other.
CREATE FUNCTION finplan.balance_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO finplan.account_balances AS b
        (owner_id, household_id, account_id, moved_cents, count)
        SELECT t.owner_id, t.household_id, t.account_id, sum(t.amount_cents),
               count(*)
        FROM added t GROUP BY t.owner_id, t.household_id, t.account_id
        ORDER BY t.account_id
        ON CONFLICT (owner_id, account_id) DO UPDATE
        SET moved_cents = b.moved_cents + excluded.moved_cents,
            count = b.count + excluded.count;
    RETURN NULL;
END
$$;
CREATE FUNCTION finplan.balance_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE finplan.account_balances b
        SET moved_cents = b.moved_cents + d.moved
        FROM (SELECT n.owner_id, n.account_id,
                     sum(n.amount_cents - o.amount_cents)::bigint AS moved
              FROM added n JOIN removed o ON o.id = n.id
              GROUP BY n.owner_id, n.account_id ORDER BY n.account_id) d
        WHERE b.owner_id = d.owner_id AND b.account_id = d.account_id
          AND d.moved <> 0;
    RETURN NULL;
END
$$;
CREATE FUNCTION finplan.balance_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE finplan.account_balances b
        SET moved_cents = b.moved_cents - d.moved, count = b.count - d.count
        FROM (SELECT o.owner_id, o.account_id,
                     sum(o.amount_cents)::bigint AS moved, count(*) AS count
              FROM removed o
              GROUP BY o.owner_id, o.account_id ORDER BY o.account_id) d
        WHERE b.owner_id = d.owner_id AND b.account_id = d.account_id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION finplan.balance_added() FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.balance_changed() FROM PUBLIC;
REVOKE ALL ON FUNCTION finplan.balance_removed() FROM PUBLIC;
CREATE TRIGGER transactions_added AFTER INSERT ON finplan.transactions
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION finplan.balance_added();
CREATE TRIGGER transactions_changed AFTER UPDATE ON finplan.transactions
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION finplan.balance_changed();
CREATE TRIGGER transactions_removed AFTER DELETE ON finplan.transactions
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION finplan.balance_removed();

CALL finplan.keep_records('households', '{}');
CALL finplan.keep_records('people', '{household_id}');
CALL finplan.keep_records('accounts', '{household_id}');
CALL finplan.keep_records('holdings', '{household_id,account_id}');
CALL finplan.keep_records('lots', '{household_id,holding_id}');
CALL finplan.keep_records('transactions', '{household_id,account_id,source}');
