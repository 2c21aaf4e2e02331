"""The shop's keys over HTTP, for admins. A key is in one answer only, and that answer is not to be stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of, read_object, text_of
from csassist.desk.access import Role
from csassist.desk.keyring import ended, key_id
from csassist.desk.keys import KeyWish, NewKey
from csassist.desk.ports import KeyRecord
from csassist.errors import InvalidInput
from csassist.wire.instant import instant_or_none

router = APIRouter()

MOST_DAYS = 3650.0
MOST_TEAMS = 100


@router.get("/v1/keys", summary="The shop's keys, without what opens the door")
async def list_keys(request: Request) -> Response:
    """Admins: {"items": [{id, role, agent_id, teams, label, created_at, expires_at, state, configured}]}."""
    front = front_of(request)
    who = caller(request)
    rows = await front.keys.list(who)
    now = front.clock.now()
    states = [("ended" if ended(row, now) else "valid") for row, _ in rows]
    items = [
        {**_fields(row), "state": state, "configured": fixed} for (row, fixed), state in zip(rows, states, strict=True)
    ]
    return json_answer({"items": items})


@router.post("/v1/keys", status_code=201, summary="Make a key")
async def create_key(request: Request) -> Response:
    """Admins: {"role", "agent_id"?, "teams"?, "label"?, "expires_in_days"?} -> the key, once."""
    who = caller(request)
    body = await read_object(request)
    made = await front_of(request).keys.create(who, _wish(body))
    return _once(made)


@router.post("/v1/keys/{key_id}/rotate", status_code=201, summary="A new key for an old one")
async def rotate_key(request: Request, key_id: str) -> Response:
    """Admins: {"overlap_s"?: 0} -> a new key with the same rights; the old one ends after the overlap."""
    who = caller(request)
    body = await read_object(request, optional=True)
    overlap = _number(body, "overlap_s", least=0, most=30 * 86_400)
    made = await front_of(request).keys.rotate(who, key_id, timedelta(seconds=overlap or 0))
    return _once(made)


@router.delete("/v1/keys/{key_id}", status_code=204, summary="Revoke a key")
async def revoke_key(request: Request, key_id: str) -> Response:
    """Admins: the key ends, and within 5 s every socket that came by it."""
    who = caller(request)
    await front_of(request).keys.revoke(who, key_id)
    return Response(status_code=204)


def _once(made: NewKey) -> Response:
    return json_answer({"key": made.key, **_fields(made.record)}, status=201)


def _fields(row: KeyRecord) -> dict[str, Any]:
    return {
        "id": key_id(row),
        "role": row.role,
        "agent_id": row.agent_id,
        "teams": list(row.teams),
        "label": row.label,
        "created_at": instant_or_none(row.created_at),
        "expires_at": instant_or_none(row.expires_at),
    }


def _wish(body: dict[str, Any]) -> KeyWish:
    """Raises InvalidInput."""
    role = text_of(body, "role", most=20)
    if role not in {each.value for each in Role}:
        raise _wrong("role", f"one of {', '.join(each.value for each in Role)}")
    agent_id = text_of(body, "agent_id", needed=role == Role.AGENT.value, most=200)
    teams = body.get("teams") or []
    known = isinstance(teams, list) and all(isinstance(t, str) and 0 < len(t) <= 200 and "\n" not in t for t in teams)
    if not known or len(teams) > MOST_TEAMS:
        raise _wrong("teams", f"a list of at most {MOST_TEAMS} names")
    days = _number(body, "expires_in_days", least=0.001, most=MOST_DAYS)
    label = text_of(body, "label", needed=False, most=100) or ""
    return KeyWish(Role(role), agent_id, tuple(teams), label, days)


def _number(body: dict[str, Any], name: str, *, least: float, most: float) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise _wrong(name, f"a number from {least:g} to {most:g}")
    return float(value)


def _wrong(name: str, detail: str) -> InvalidInput:
    return InvalidInput(f"{name} must be {detail}", errors=[{"pointer": f"/{name}", "detail": detail}])
