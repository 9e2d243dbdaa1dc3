"""Good documents for every kind of record, and where they live; shared by the
tests of records."""
import uuid

BASE = "/api/v1"


class House:
    """A household of its own with one of everything under it."""

    def __init__(self, user):
        self.user = user
        self.made = {}
        self.id = self.make("household", f"{BASE}/households",
                            {"name": "Home"})

    def make(self, name, path, document):
        reply = self.user.post(path, document)
        assert reply.status == 201, (path, document, reply.body)
        self.made[name] = reply
        return reply.json["id"]

    def fill(self):
        for kind in KINDS:
            if kind.name not in self.made:
                self.make(kind.name, kind.collection(self),
                          kind.document(self))
        return self

    def of(self, name):
        if name not in self.made:
            kind = BY_NAME[name]
            self.make(name, kind.collection(self), kind.document(self))
        return self.made[name].json["id"]


class Kind:
    def __init__(self, name, plural, parent, document, change, under=None):
        self.name = name        # of the schema
        self.plural = plural    # in addresses
        self.parent = parent    # name of the parent's kind, or None
        self._document = document
        self.change = change    # a merge patch that changes something
        self.key = plural.replace("-", "_")

    def document(self, house):
        return (self._document(house) if callable(self._document)
                else dict(self._document))

    def collection(self, house):
        if self.parent is None:
            return f"{BASE}/{self.plural}"
        parent = BY_NAME[self.parent]
        return f"{BASE}/{parent.plural}/{house.of(self.parent)}/{self.plural}"

    def item(self, ident):
        return f"{BASE}/{self.plural}/{ident}"


KINDS = [
    Kind("household", "households", None,
         {"name": "Home", "filing_status": "married_joint", "state": "CA"},
         {"state": None}),
    Kind("person", "people", "household",
         {"name": "Alex", "relation": "primary", "birth_date": "1966-04-02",
          "retirement_age": 67}, {"retirement_age": 65}),
    Kind("account", "accounts", "household",
         {"name": "Checking", "type": "cash", "opening_balance": 1000.5},
         {"name": "Savings"}),
    Kind("holding", "holdings", "account",
         {"symbol": "VTI", "asset": "us_stock", "price": "250.123456"},
         {"price": 251}),
    Kind("lot", "lots", "holding",
         {"acquired": "2020-02-29", "quantity": "10.5", "cost": 2000},
         {"quantity": 11}),
    Kind("transaction", "transactions", "account",
         {"date": "2026-01-31", "amount": "-12.34", "description": "Café"},
         {"category": "food"}),
    Kind("saving", "savings", "account",
         {"amount": 500, "frequency": "monthly", "match_rate": 0.5,
          "match_up_to_pay": 0.06}, {"amount": 600}),
    Kind("income", "incomes", "household",
         lambda house: {"name": "Job", "kind": "salary", "amount": 120000,
                        "person_id": house.of("person"),
                        "end_event": "retirement"}, {"amount": 125000.01}),
    Kind("expense", "expenses", "household",
         {"name": "Living", "amount": 4000, "frequency": "monthly"},
         {"essential": False}),
    Kind("liability", "liabilities", "household",
         {"name": "Mortgage", "kind": "mortgage", "balance": 220000,
          "rate": 0.055, "payment_monthly": 1700}, {"balance": 219000}),
    Kind("property", "properties", "household",
         {"name": "House", "value": 600000, "primary_residence": True},
         {"sell_year": 2040}),
    Kind("insurance_policy", "insurance", "household",
         {"name": "Term life", "kind": "life_term", "coverage": 500000,
          "premium": 40, "frequency": "monthly", "start_date": "2020-01-01",
          "end_date": "2040-01-01"}, {"insurer": "Mutual"}),
    Kind("goal", "goals", "household",
         {"name": "College", "kind": "education", "amount": 30000,
          "due": "2033-09-01", "years": 4}, {"priority": 2}),
    Kind("contribution", "contributions", "goal",
         {"date": "2026-03-01", "amount": 250}, {"note": "bonus"}),
    Kind("assumption_set", "assumption-sets", None,
         {"name": "House view"}, {"inflation_mean": 0.03}),
    Kind("asset_assumption", "asset-assumptions", "assumption_set",
         {"asset": "us_bond", "mean": 0.02, "sd": 0.06}, {"mean": 0.025}),
    Kind("correlation", "correlations", "assumption_set",
         lambda house: (house.of("asset_assumption"),
                        house.user.post(
                            BY_NAME["asset_assumption"].collection(house),
                            {"asset": "us_stock", "mean": 0.05, "sd": 0.18}),
                        {"asset_a": "us_bond", "asset_b": "us_stock",
                         "correlation": 0.1})[-1], {"correlation": -0.2}),
]
BY_NAME = {kind.name: kind for kind in KINDS}
NAMES = list(BY_NAME)


def absent():
    return str(uuid.uuid4())
