// A client made of the OpenAPI document by openapi-typescript, used the way a
// program would use it: every path, body and reply below is typed by the
// document, so a wrong one does not compile. Prints one JSON object.
//
//   node client.js BASE E-MAIL PASSWORD
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Plan = components["schemas"]["plan"];
type Simulation = components["schemas"]["simulation"];
type Problem = components["schemas"]["problem"];

const [base, email, password] = process.argv.slice(2);
if (!base || !email || !password)
  throw new Error("usage: client.js BASE E-MAIL PASSWORD");

const api = createClient<paths>({ baseUrl: base });

function good<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined)
    throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

function refused(answer: { error?: unknown; response: Response }): Problem {
  if (answer.response.ok) throw new Error("this should have been refused");
  return answer.error as Problem;
}

const plan: Plan = {
  name: "Typed",
  start_year: 2026,
  household: {
    filing_status: "single",
    state: "none",
    people: [{ id: "pat", birth_year: 1961, retirement_age: 65, plan_to_age: 95 }],
  },
  accounts: [{
    id: "ira", owner: "pat", type: "traditional", balance: "1000000.00",
    allocation: { us_stock: 0.5, us_bond: 0.5 },
  }],
  expenses: [{ id: "living", amount: 40000 }],
};

// Who am I?
const user = good(await api.POST("/api/v1/auth/register", {
  body: { email, password },
}));
const tokens = good(await api.POST("/api/v1/auth/login", {
  body: { email, password },
}));
api.use({
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${tokens.access_token}`);
    return request;
  },
});

// Store a plan, twice with one key.
const key = { params: { header: { "Idempotency-Key": `"${crypto.randomUUID()}"` } } };
const first = await api.POST("/api/v1/plans", { body: plan, ...key });
const again = await api.POST("/api/v1/plans", { body: plan, ...key });
const stored = good(first);
const etag = first.response.headers.get("ETag") ?? "";
const id = { path: { id: stored.id } };

// Read it, ask whether it changed, replace it, and fail to replace it again.
const read = good(await api.GET("/api/v1/plans/{id}", { params: id }));
const unchanged = await api.GET("/api/v1/plans/{id}", {
  params: { ...id, header: { "If-None-Match": etag } },
});
const replaced = good(await api.PUT("/api/v1/plans/{id}", {
  params: { ...id, header: { "If-Match": etag } },
  body: { ...plan, name: "Typed and replaced" },
}));
const stale = refused(await api.PUT("/api/v1/plans/{id}", {
  params: { ...id, header: { "If-Match": etag } },
  body: plan,
}));
const page = good(await api.GET("/api/v1/plans", { params: { query: { limit: 1 } } }));

// Questions.
const simulated = good(await api.POST("/api/v1/plans/{id}/simulations", {
  params: { ...id, query: { paths: 200, seed: 1 } },
}));
const projected = good(await api.POST("/api/v1/projections", { body: { plan } }));
const wrong = refused(await api.POST("/api/v1/simulations", {
  body: { plan: { ...plan, start_year: 1 } },
}));
const removed = await api.DELETE("/api/v1/plans/{id}", {
  params: { ...id, header: { "If-Match": "*" } },
});

console.log(JSON.stringify({
  role: user.role,
  replayed: again.response.headers.get("Idempotency-Replayed"),
  same: JSON.stringify(again.data) === JSON.stringify(first.data),
  balance: read.plan.accounts?.[0]?.balance,
  unchanged: unchanged.response.status,
  version: replaced.version,
  stale: stale.code,
  listed: page.plans.map((one) => one.name),
  probability: (simulated.result as Simulation).success.probability,
  ledger: "ledger" in projected ? projected.ledger.length : "a job",
  wrong: wrong.errors?.map((fault) => fault.pointer),
  removed: removed.response.status,
}));
