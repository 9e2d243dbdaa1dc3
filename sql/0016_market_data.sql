-- Prices of the market, which belong to nobody: what a day's unit of a symbol
-- cost, as a provider said. Holdings are worth the newest of what their owner
-- and what the market says (docs/market-data.md).
--
-- finplan_market, the role of the program that asks the providers, reads no
-- table: it learns which symbols are due, never whose they are, and hands in
-- what was answered.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles
                   WHERE rolname = 'finplan_market') THEN
        RAISE EXCEPTION 'role finplan_market is missing: '
            'run finplan-admin bootstrap first';
    END IF;
END
$$;

GRANT USAGE ON SCHEMA finplan TO finplan_market;

-- A listing of the United States, whose prices are dollars: up to six letters
-- and digits, perhaps a class of shares (BRK.B). Other suffixes are other
-- exchanges and currencies. Compared by bytes, so that the index serves what
-- upper(… COLLATE "C") makes of the owner's spelling.
CREATE DOMAIN finplan.listing AS text COLLATE "C"
    CONSTRAINT listing_form CHECK (
        VALUE ~ '^[A-Z][A-Z0-9]{0,5}([.-][A-C])?$');

-- What was asked last for a symbol, and what came of it.
CREATE TABLE finplan.market_symbols (
    symbol   finplan.listing PRIMARY KEY,
    asked_at timestamptz NOT NULL,
    outcome  text NOT NULL
        CONSTRAINT market_symbols_outcome_known CHECK (
            outcome IN ('got', 'unknown', 'limited', 'refused', 'garbled',
                        'unreachable'))
);

CREATE TABLE finplan.market_prices (
    symbol     finplan.listing NOT NULL,
    date       date NOT NULL,
    close      numeric(18, 8) NOT NULL
        CONSTRAINT market_prices_close_range CHECK (
            close > 0 AND close <= 1000000000),
    currency   text NOT NULL DEFAULT 'USD'
        CONSTRAINT market_prices_currency_known CHECK (currency = 'USD'),
    source     text NOT NULL
        CONSTRAINT market_prices_source_known CHECK (
            source IN ('alpha_vantage', 'finnhub')),
    fetched_at timestamptz NOT NULL,
    PRIMARY KEY (symbol, date)
);

-- Everybody who is somebody reads prices; nobody but the functions below
-- writes them.
ALTER TABLE finplan.market_prices ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.market_prices FORCE ROW LEVEL SECURITY;
CREATE POLICY market_prices_users ON finplan.market_prices
    FOR SELECT TO finplan_app
    USING ((SELECT finplan.claim()) IS NOT NULL);
CREATE POLICY market_prices_owner ON finplan.market_prices TO finplan_owner
    USING (true) WITH CHECK (true);
GRANT SELECT ON finplan.market_prices TO finplan_app;

ALTER TABLE finplan.market_symbols ENABLE ROW LEVEL SECURITY;
ALTER TABLE finplan.market_symbols FORCE ROW LEVEL SECURITY;
CREATE POLICY market_symbols_owner ON finplan.market_symbols
    TO finplan_owner USING (true) WITH CHECK (true);

-- Symbols to ask for: those of `also`, and those that holdings name, each once
-- and without whose they are; at most at_most, what was asked longest ago
-- first. waiting: how many there are without that limit. Left out is what was
-- answered within the last `hours`. Not those of crypto and other: BTC is a
-- coin to its owner and a fund to an exchange.
CREATE FUNCTION finplan.market_due(also text[], hours int, at_most int)
    RETURNS TABLE (symbol text, waiting bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.symbol, count(*) OVER ()
    FROM (SELECT upper(h.symbol COLLATE "C") AS symbol FROM finplan.holdings h
          WHERE h.asset NOT IN ('crypto', 'other')
          UNION
          SELECT upper(a COLLATE "C") FROM unnest(also) a) d
    LEFT JOIN finplan.market_symbols s ON s.symbol = d.symbol
    WHERE d.symbol ~ '^[A-Z][A-Z0-9]{0,5}([.-][A-C])?$'
      AND (s.asked_at > now() - make_interval(hours => hours)
           AND s.outcome IN ('got', 'unknown')) IS NOT TRUE
    ORDER BY s.asked_at NULLS FIRST, d.symbol
    LIMIT at_most
$$;

-- What a provider answered for a symbol: how many of its prices are kept now,
-- and how many of them are new or different. A price of a day to come is none.
-- The same answer again changes nothing, so that fetched_at says since when a
-- price has been known.
CREATE FUNCTION finplan.market_answer(symbol text, outcome text, source text,
                                      days date[], closes numeric[])
    RETURNS TABLE (kept bigint, changed bigint)
    LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO finplan.market_symbols AS s (symbol, asked_at, outcome)
        VALUES (market_answer.symbol, now(), market_answer.outcome)
        ON CONFLICT (symbol) DO UPDATE
        SET asked_at = excluded.asked_at, outcome = excluded.outcome;
    WITH given AS (
        SELECT g.day, g.close FROM unnest(days, closes) AS g (day, close)
        WHERE g.day <= (now() AT TIME ZONE 'UTC')::date
    ), written AS (
        INSERT INTO finplan.market_prices AS p
            (symbol, date, close, source, fetched_at)
            SELECT market_answer.symbol, g.day, g.close,
                   market_answer.source, now()
            FROM given g
            ON CONFLICT (symbol, date) DO UPDATE
            SET close = excluded.close, source = excluded.source,
                fetched_at = excluded.fetched_at
            WHERE p.close <> excluded.close
            RETURNING 1)
    SELECT (SELECT count(*) FROM given), (SELECT count(*) FROM written)
$$;

REVOKE ALL ON FUNCTION finplan.market_due(text[], int, int),
    finplan.market_answer(text, text, text, date[], numeric[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finplan.market_due(text[], int, int),
    finplan.market_answer(text, text, text, date[], numeric[])
    TO finplan_market;
