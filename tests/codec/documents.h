/* Plans that several tests read. */
#ifndef FP_TESTS_CODEC_DOCUMENTS_H
#define FP_TESTS_CODEC_DOCUMENTS_H

/* The least that a plan can say. */
static const char document_least[] =
    "{\"start_year\": 2026,"
    " \"household\": {\"people\": [{\"id\": \"ann\", \"birth_year\": 1961}]},"
    " \"accounts\": [{\"id\": \"ira\", \"type\": \"traditional\","
    "   \"balance\": 500000, \"allocation\": {\"us_stock\": 0.6,"
    "   \"us_bond\": 0.4}}],"
    " \"expenses\": [{\"id\": \"living\", \"amount\": 30000}]}";

/* One of everything. */
static const char document_full[] =
    "{\"name\": \"Alex and Sam \xe2\x82\xac\", \"start_year\": 2026,"
    " \"household\": {\"filing_status\": \"married_joint\","
    "   \"state\": \"TX\", \"people\": ["
    "   {\"id\": \"alex\", \"birth_date\": \"1966-04-02\","
    "    \"sex\": \"male\", \"retirement_age\": 65, \"plan_to_age\": 95,"
    "    \"mortality\": \"none\"},"
    "   {\"id\": \"sam\", \"birth_year\": 1968, \"retirement_age\": 63,"
    "    \"plan_to_age\": 96}]},"
    " \"accounts\": ["
    "  {\"id\": \"brokerage\", \"owner\": \"joint\", \"type\": \"taxable\","
    "   \"balance\": \"250000.25\", \"cost_basis\": 180000,"
    "   \"allocation\": {\"us_stock\": 0.6, \"us_bond\": 0.4},"
    "   \"fee\": 0.0018, \"yield_qualified\": 0.013,"
    "   \"yield_ordinary\": 0.004},"
    "  {\"id\": \"k401\", \"owner\": \"alex\", \"type\": \"traditional\","
    "   \"balance\": 410000, \"allocation\": {\"us_stock\": 1},"
    "   \"employer_plan\": true},"
    "  {\"id\": \"roth\", \"owner\": \"sam\", \"type\": \"roth\","
    "   \"balance\": 1e5, \"allocation\": {\"us_bond\": 1}},"
    "  {\"id\": \"cash\", \"type\": \"cash\", \"balance\": 20000}],"
    " \"incomes\": ["
    "  {\"id\": \"job\", \"owner\": \"alex\", \"kind\": \"salary\","
    "   \"amount\": 120000, \"growth\": 0.01, \"growth_basis\": \"real\","
    "   \"start\": {\"year\": 2026}, \"end\": {\"age\": 65,"
    "   \"person\": \"alex\"}},"
    "  {\"id\": \"ss\", \"owner\": \"alex\","
    "   \"kind\": \"social_security\", \"pia_monthly\": 2800,"
    "   \"claim_age\": 67},"
    "  {\"id\": \"rent\", \"owner\": \"joint\", \"kind\": \"rental\","
    "   \"amount\": 9000, \"growth_basis\": \"nominal\"}],"
    " \"expenses\": ["
    "  {\"id\": \"living\", \"amount\": 70000, \"survivor_share\": 0.7},"
    "  {\"id\": \"travel\", \"amount\": 8000, \"essential\": false,"
    "   \"start\": {\"event\": \"retirement\", \"person\": \"alex\"},"
    "   \"end\": {\"age\": 80, \"person\": \"sam\"}}],"
    " \"contributions\": [{\"account\": \"k401\", \"amount\": 20000,"
    "   \"employer_match\": {\"rate\": 0.5, \"up_to_pay\": 0.06},"
    "   \"end\": {\"event\": \"retirement\"}}],"
    " \"strategy\": {\"spending\": {\"policy\": \"constant_real\"},"
    "   \"withdrawal_order\": [\"cash\", \"brokerage\", \"k401\", \"roth\"],"
    "   \"roth_conversion\": {\"policy\": \"none\"},"
    "   \"rebalance\": \"yearly\", \"glide_path\": ["
    "     {\"age\": 60, \"us_stock\": 0.7, \"us_bond\": 0.3},"
    "     {\"age\": 75, \"us_stock\": 0.4, \"us_bond\": 0.6}],"
    "   \"withdrawal_timing\": \"mid\"},"
    " \"taxes\": {\"model\": \"us\", \"law_year\": 2026},"
    " \"market\": {\"model\": \"lognormal\", \"assets\": {"
    "   \"us_stock\": {\"mean\": 0.07, \"sd\": 0.18},"
    "   \"us_bond\": {\"mean\": 0.03, \"sd\": 0.06}},"
    "   \"correlations\": {\"us_stock/us_bond\": 0.1}, \"basis\": \"real\","
    "   \"inflation\": {\"model\": \"fixed\", \"mean\": 0.025}},"
    " \"time_step\": \"year\"}";

/* The past, a flat tax, and a share of the portfolio. */
static const char document_history[] =
    "{\"start_year\": 2026, \"household\": {\"people\": ["
    "  {\"id\": \"p\", \"birth_year\": 1961}]},"
    " \"accounts\": [{\"id\": \"all\", \"type\": \"taxable\","
    "   \"balance\": 1000000, \"allocation\": {\"us_stock\": 0.6,"
    "   \"us_bond\": 0.4}}],"
    " \"strategy\": {\"spending\": {\"policy\": \"percent_of_portfolio\","
    "   \"percent\": 0.04}, \"withdrawal_order\": \"proportional\","
    "   \"rebalance\": \"never\", \"withdrawal_timing\": \"end\"},"
    " \"taxes\": {\"model\": {\"flat\": 0.15}},"
    " \"market\": {\"model\": \"bootstrap\", \"block_years\": 7,"
    "   \"from_year\": 1950, \"to_year\": 2020}}";

#endif
