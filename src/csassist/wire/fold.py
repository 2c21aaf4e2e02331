"""The fold: (state of a channel, frame) -> state. Pure, the same in Python and in the browser (tests/fold_cases).

Knows what each frame does to what a screen shows; knows no socket and no clock. A state is plain JSON:
{"channel", "position": {"epoch", "offset"} | null, "needs_resume": bool, "data": {…} | null}.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

State = dict[str, Any]
Frame = dict[str, Any]
Data = dict[str, Any]

MOST_MESSAGES = 200  # the same bounds as a snapshot's (desk.ports.Snapshot)
MOST_POINTS = 500
MOST_PROMISES = MOST_WHISPERS = 50


def new_state(channel: str) -> State:
    """What a client knows of a channel before anything arrived."""
    return {"channel": channel, "position": None, "needs_resume": False, "data": None}


def fold(state: State, frame: Frame) -> State:
    """The state after `frame`; neither argument is changed.

    A frame of another channel, one seen before (offset not above ours) and one without a channel change nothing. A gap
    or another epoch sets `needs_resume` and applies nothing: the client subscribes again with its position. `resumed`
    and `snapshot` end that.
    """
    position = frame.get("position")
    if frame.get("channel") != state["channel"] or position is None:
        return state
    kind = frame["type"]
    if kind == "snapshot":
        return {**state, "position": position, "needs_resume": False, "data": _from_snapshot(state, frame["data"])}
    mine = state["position"]
    if kind == "resumed":
        return {**state, "needs_resume": mine != position}
    if mine is None or mine["epoch"] != position["epoch"]:
        return {**state, "needs_resume": True}
    if position["offset"] <= mine["offset"]:
        return state
    if position["offset"] > mine["offset"] + 1:
        return {**state, "needs_resume": True}
    return {**state, "position": position, "data": _apply(state, frame)}


def _from_snapshot(state: State, data: Data) -> Data:
    if state["channel"].startswith("conversation:"):
        return {key: value for key, value in data.items() if key != "position"}
    whispers = {"whispers": data["whispers"]} if "whispers" in data else {}  # only an agent has some
    return {
        **whispers,
        "conversations": {item["conversation_id"]: item for item in data.get("conversations", [])},
        "alerts": {entry["alert"]["id"]: entry for entry in data.get("alerts", [])},
        "presence": {row["agent_id"]: True for row in data.get("presence", []) if row["online"]},
    }


def _apply(state: State, frame: Frame) -> Data:
    kind = "conversation" if state["channel"].startswith("conversation:") else "wide"
    change = _CHANGES.get((kind, frame["type"]))
    data: Data = state["data"]
    # A type we do not know is counted and otherwise left alone, so that a newer server may say more.
    return data if change is None else change(data, frame)


# conversation:ID


def _assessed(data: Data, frame: Frame) -> Data:
    """Message and assessment: the newest assessment replaces the burst's earlier one, and cards are never added."""
    told = frame["data"]
    assessment = told["assessment"]
    messages = data["messages"]
    if told.get("message") and not told.get("elapsed"):
        messages = _with_message(messages, told["message"])
    after = {
        **data,
        "conversation": told["conversation"],
        "as_of": frame["at"],
        "reading": assessment["reading"],
        "escalation": assessment["escalation"],
        "suggestions": assessment["suggestions"],
        "rules_hash": assessment["rules_hash"],
        "degraded": assessment["degraded"],
        "messages": messages,
        "curve": _with_point(data["curve"], told["curve"]),
    }
    after.pop("customer_type", None)  # there only while something speaks for one
    if "customer_type" in assessment:
        after["customer_type"] = assessment["customer_type"]
    return after


def _with_message(messages: list[Data], message: Data) -> list[Data]:
    others = [known for known in messages if known["id"] != message["id"]]
    return sorted([*others, message], key=lambda known: int(known["seq"]))[-MOST_MESSAGES:]


def _with_point(curve: list[Data], change: Data | None) -> list[Data]:
    """`from` = first seq of the burst whose point this replaces; null = a point of silence, after all before it."""
    if change is None:
        return curve
    point = change["point"]
    if change["from"] is None:
        kept = [old for old in curve if (old["seq"], old["at"]) < (point["seq"], point["at"])]
    else:
        kept = [old for old in curve if old["seq"] < change["from"]]
    return [*kept, point][-MOST_POINTS:]


def _escalated(data: Data, frame: Frame) -> Data:
    told = frame["data"]
    after = {**data, "escalation": told["escalation"]}
    if "intervention" in told:
        after["conversation"] = _handled(data["conversation"], told)
        if told["closed"]:
            after["conversation"]["waiting_since"] = None
    return after


def _handled(holder: Data, told: Data) -> Data:
    """Whose the conversation is, who has its escalation, and whether it is over, as an escalation frame says it."""
    after = {**holder, "agent_id": told["agent_id"], "closed": told["closed"]}
    after.pop("intervention", None)  # there only when somebody is called, or was
    if told["intervention"]:
        after["intervention"] = told["intervention"]
    return after


def _suggested(data: Data, frame: Frame) -> Data:
    return {**data, "suggestions": frame["data"]["suggestions"]}


def _promised(data: Data, frame: Frame) -> Data:
    promise = frame["data"]["promise"]
    others = [known for known in data["promises"] if known["id"] != promise["id"]]
    in_order = sorted([*others, promise], key=lambda known: (known["made_at"], known["id"]))
    return {**data, "promises": in_order[-MOST_PROMISES:]}


def _erased(data: Data, frame: Frame) -> Data:
    """Nothing of what was said or read is shown any more."""
    kept = {key: value for key, value in data.items() if key != "customer_type"}
    head = {key: value for key, value in data["conversation"].items() if key != "intervention"}
    said = {
        "conversation": {**head, "customer": None, "waiting_since": None, "closed": True},
        "reading": {**data["reading"], "signals": []},
        "escalation": {**data["escalation"], "reasons": []},
    }
    empty: Data = {key: [] for key in ("messages", "suggestions", "promises", "curve")}
    return {**kept, **said, **empty, "as_of": frame["at"], "erased": True}


# agent:ID, team:ID, shop


def _wall_assessed(data: Data, frame: Frame) -> Data:
    item = {key: value for key, value in frame["data"].items() if key not in ("sender", "elapsed")}
    return _with_item(_without_past_alerts(data, item), item)


def _without_past_alerts(data: Data, item: Data) -> Data:
    """An alert stands as long as its escalation does, and as long as somebody is called to it or owns it."""
    alerts = {
        key: entry
        for key, entry in data["alerts"].items()
        if entry["conversation"]["conversation_id"] != item["conversation_id"] or _stands(entry, item)
    }
    return {**data, "alerts": alerts}


def _stands(entry: Data, item: Data) -> bool:
    mine, current = entry["alert"]["escalation_id"], item.get("intervention")
    if current and current["escalation_id"] == mine:
        return bool(current["state"] != "closed")
    return bool(item["escalation"]["id"] == mine)


def _wall_escalated(data: Data, frame: Frame) -> Data:
    told = frame["data"]
    item = data["conversations"].get(told["conversation_id"])
    if "intervention" not in told:
        return data if item is None else _with_item(data, {**item, "escalation": told["escalation"]})
    data = {**data, "alerts": _in_state(data["alerts"], (told["conversation_id"], told["escalation_id"]), told)}
    data = _without_past_alerts(data, told)
    if told["closed"]:
        return _without_item(data, told["conversation_id"])
    return data if item is None else _with_item(data, _handled({**item, "escalation": told["escalation"]}, told))


SHARED = ("state", "owner", "taken_over_by", "remind", "level")  # all alerts of one escalation have these in common


def _in_state(alerts: Data, about: tuple[str, str | None], told: Data) -> Data:
    """The alerts of one escalation as it is now; those of one that is closed are gone."""
    now = {key: told[key] for key in SHARED if key in told}
    after = {}
    for key, entry in alerts.items():
        if _of(entry) != about:
            after[key] = entry
        elif now.get("state") != "closed":
            after[key] = {**entry, **now}
    return after


def _of(entry: Data) -> tuple[str, str | None]:
    return entry["conversation"]["conversation_id"], entry["alert"]["escalation_id"]


def _stepped(data: Data, frame: Frame) -> Data:
    told = frame["data"]
    item = data["conversations"].get(told["conversation_id"])
    if item is None:
        return data
    step, escalation = told["step"], item["escalation"]
    steps = [step if known["id"] == step["id"] else known for known in escalation["steps"]]
    return _with_item(data, {**item, "escalation": {**escalation, "steps": steps}})


def _whispered(data: Data, frame: Frame) -> Data:
    whisper = frame["data"]["whisper"]
    others = [known for known in data.get("whispers", []) if known["id"] != whisper["id"]]
    return {**data, "whispers": [*others, whisper][-MOST_WHISPERS:]}


def _assigned(data: Data, frame: Frame) -> Data:
    """Who no longer has a conversation keeps its alerts only while it is taken over from him: then he reads on."""
    item = frame["data"]["conversation"]
    if not frame["data"].get("gone"):
        return _with_item(data, item)
    if item.get("closed") or (item.get("intervention") or {}).get("taken_from") != frame["channel"].partition(":")[2]:
        data = {**data, "alerts": _alerts_without(data, item["conversation_id"])}
    return _without_item(data, item["conversation_id"])


def _alerted(data: Data, frame: Frame) -> Data:
    """`recipients` and `overdue` are for the bell, now; what is kept is what a snapshot would say."""
    if "alert" not in frame["data"]:  # an aggregate (kind spike): for the bell, of no conversation
        return data
    entry = {key: value for key, value in frame["data"].items() if key not in ("recipients", "overdue")}
    alerts = _in_state(data["alerts"], _of(entry), entry)
    alerts.pop(entry["alert"]["id"], None)
    if entry.get("state", "raised") != "closed":
        alerts[entry["alert"]["id"]] = entry
    return {**data, "alerts": alerts}


def _erased_on_wall(data: Data, frame: Frame) -> Data:
    """The conversation, its alerts and what was whispered about it."""
    gone, after = frame["data"]["conversation_id"], dict(data)
    after["alerts"] = _alerts_without(data, gone)
    if "whispers" in data:
        after["whispers"] = [whisper for whisper in data["whispers"] if whisper["conversation_id"] != gone]
    return _without_item(after, gone)


def _alerts_without(data: Data, conversation_id: str) -> Data:
    return {key: entry for key, entry in data["alerts"].items() if _of(entry)[0] != conversation_id}


def _present(data: Data, frame: Frame) -> Data:
    told = frame["data"]
    presence = {key: value for key, value in data["presence"].items() if key != told["agent_id"]}
    if told["online"]:
        presence[told["agent_id"]] = True
    return {**data, "presence": presence}


def _with_item(data: Data, item: Data) -> Data:
    if item.get("closed"):
        return _without_item(data, item["conversation_id"])
    return {**data, "conversations": {**data["conversations"], item["conversation_id"]: item}}


def _without_item(data: Data, conversation_id: str) -> Data:
    kept = {key: value for key, value in data["conversations"].items() if key != conversation_id}
    return {**data, "conversations": kept}


_CHANGES: dict[tuple[str, str], Callable[[Data, Frame], Data]] = {
    ("conversation", "message"): _assessed,
    ("conversation", "assessment"): _assessed,
    ("conversation", "escalation"): _escalated,
    ("conversation", "suggestion"): _suggested,
    ("conversation", "promise"): _promised,
    ("conversation", "erased"): _erased,
    ("wide", "assessment"): _wall_assessed,
    ("wide", "escalation"): _wall_escalated,
    ("wide", "assignment"): _assigned,
    ("wide", "alert"): _alerted,
    ("wide", "presence"): _present,
    ("wide", "step"): _stepped,
    ("wide", "whisper"): _whispered,
    ("wide", "erased"): _erased_on_wall,
}
