"""GET /api/v1/plans/{id} as users of FastAPI and asyncpg write it: a pool made
at start-up, the token checked in a dependency, the claim of row-level security
set inside the transaction, a response model, an entity tag. The same table and
rows as finplan's, by the same role.

    DSN=… JWT_KEY=… JWT_ALGORITHM=… POOL=4 \
        uvicorn api_fastapi:app --uds SOCKET --workers 2

/tuned/plans/{id} is the same without the response model: the stored text of
the document goes out as it is, as whoever has measured FastAPI writes it."""
import json
import os
from datetime import datetime
from typing import Any, Dict, Optional
from uuid import UUID

import asyncpg
import jwt
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

KEY = os.environ["JWT_KEY"]
ALGORITHM = os.environ["JWT_ALGORITHM"]
QUERY = ("SELECT id, name, version, created_at, updated_at, document "
         "FROM finplan.plans WHERE owner_id = $1 AND id = $2")

app = FastAPI()
bearer = HTTPBearer()


class Plan(BaseModel):
    id: UUID
    name: str
    version: int
    created: datetime
    updated: datetime
    plan: Dict[str, Any]


@app.on_event("startup")
async def open_pool():
    size = int(os.environ["POOL"])
    app.state.pool = await asyncpg.create_pool(
        os.environ["DSN"], min_size=size, max_size=size)


@app.on_event("shutdown")
async def close_pool():
    await app.state.pool.close()


async def current_user(
        credentials: HTTPAuthorizationCredentials = Depends(bearer)) -> UUID:
    try:
        claims = jwt.decode(credentials.credentials, KEY,
                            algorithms=[ALGORITHM], issuer="finplan",
                            audience="finplan-api")
        return UUID(claims["sub"])
    except (jwt.InvalidTokenError, KeyError, ValueError):
        raise HTTPException(401, "The access token is not valid.",
                            {"WWW-Authenticate": "Bearer"})


async def load(pool, user: UUID, plan_id: UUID):
    async with pool.acquire() as connection:
        async with connection.transaction(readonly=True):
            await connection.execute(
                "SELECT set_config('finplan.user_id', $1, true)", str(user))
            row = await connection.fetchrow(QUERY, user, plan_id)
    if row is None:
        raise HTTPException(404, "You have no plan with this id.")
    return row


@app.get("/api/v1/plans/{plan_id}", response_model=Plan)
async def get_plan(plan_id: UUID, request: Request, response: Response,
                   if_none_match: Optional[str] = Header(None),
                   user: UUID = Depends(current_user)):
    row = await load(request.app.state.pool, user, plan_id)
    etag = '"v%d"' % row["version"]
    if if_none_match == etag:
        return Response(status_code=304, headers={"ETag": etag})
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-store"
    return Plan(id=row["id"], name=row["name"], version=row["version"],
                created=row["created_at"], updated=row["updated_at"],
                plan=json.loads(row["document"]))


@app.get("/tuned/plans/{plan_id}")
async def get_plan_tuned(plan_id: UUID, request: Request,
                         if_none_match: Optional[str] = Header(None),
                         user: UUID = Depends(current_user)):
    row = await load(request.app.state.pool, user, plan_id)
    headers = {"ETag": '"v%d"' % row["version"], "Cache-Control": "no-store"}
    if if_none_match == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    head = json.dumps({"id": str(row["id"]), "name": row["name"],
                       "version": row["version"],
                       "created": row["created_at"].isoformat(),
                       "updated": row["updated_at"].isoformat()})
    return Response(head[:-1] + ', "plan": ' + row["document"] + "}",
                    headers=headers, media_type="application/json")
