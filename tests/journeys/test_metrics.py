"""Every metric is there and counts what happened, and nothing that names anybody is a label."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

from websockets.asyncio.client import connect

from journeys.service import Service, bearer, in_process
from journeys.test_feedback import ANGRY, later

# ecosystem conventions: name -> labels; histograms by their base name.
WANTED = {
    "csassist_messages_received_total": {"channel", "outcome"},
    "csassist_assess_duration_seconds": set(),
    "csassist_ingest_to_push_seconds": set(),
    "csassist_suggestions_total": {"kind", "outcome"},
    "csassist_tier_raised_total": {"tier"},
    "csassist_connections": {"role"},
    "csassist_send_timeouts_total": set(),
    "csassist_outbox_depth": set(),
    "csassist_resume_total": {"result"},
    "csassist_webhook_deliveries_total": {"target", "outcome"},
    "csassist_webhook_queue_depth": set(),
    "csassist_store_commit_seconds": set(),
    "csassist_dedupe_total": set(),
    "csassist_rules_loaded_info": {"hash"},
    "csassist_loop_lag_seconds": set(),
}
HISTOGRAMS = {name for name in WANTED if name.endswith("_seconds")}
BUCKETS = ["0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "+Inf"]

Figures = dict[str, float]


async def figures(service: Service) -> Figures:
    """Sample (with its labels) -> value."""
    text = (await service.get("/metrics", None)).text
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def types(service: Service) -> dict[str, str]:
    text = (await service.get("/metrics", None)).text
    return dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))


async def test_the_whole_set_is_there_with_histograms_and_never_a_summary(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        known = await types(service)
    for name in WANTED:
        assert name in known, name
    assert {known[name] for name in HISTOGRAMS} == {"histogram"}
    assert "summary" not in known.values()
    assert {name for name in known if not name.startswith(("csassist_", "process_"))} == set()


async def test_a_message_is_counted_on_its_way(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        assert (await service.say("在吗", agent_id="a1", team_id="t1")).status_code == 201
        async with connect(service.ws, subprotocols=["csassist.v1"]) as socket:  # type: ignore[list-item]
            await socket.send(json.dumps({"type": "hello", "key": "k-a1", "channels": ["conversation:c-1"]}))
            while json.loads(await socket.recv())["type"] != "snapshot":
                pass
            said = {"conversation_id": "c-1", "message_id": "r-1", "sender": "agent", "text": "在的"}
            await socket.send(json.dumps({"type": "message", "ref": 1, "data": said}))
            while json.loads(await socket.recv())["type"] != "ack":
                pass
            assert (await service.say(ANGRY, message="m-2")).status_code == 201
            assert (await service.say(ANGRY, message="m-2")).json()["duplicate"]
            assert (await service.say("别的话", message="m-2")).status_code == 422
            seen = await figures(service)
            while (
                "csassist_ingest_to_push_seconds_count" in seen and seen["csassist_ingest_to_push_seconds_count"] == 0
            ):
                await asyncio.sleep(0)
                seen = await figures(service)
            assert seen['csassist_connections{role="agent"}'] == 1
    assert seen['csassist_messages_received_total{channel="rest",outcome="stored"}'] == 2
    assert seen['csassist_messages_received_total{channel="socket",outcome="stored"}'] == 1
    assert seen['csassist_messages_received_total{channel="rest",outcome="duplicate"}'] == 1
    assert seen['csassist_messages_received_total{channel="rest",outcome="C204"}'] == 1
    assert seen["csassist_dedupe_total"] == 1
    assert seen["csassist_assess_duration_seconds_count"] >= 3
    assert seen["csassist_store_commit_seconds_count"] >= 3
    assert seen["csassist_ingest_to_push_seconds_count"] >= 1
    assert sum(value for name, value in seen.items() if name.startswith("csassist_tier_raised_total")) == 1
    assert seen['csassist_resume_total{result="snapshot"}'] == 1
    assert seen['csassist_resume_total{result="recovered"}'] == 0
    assert [name[len('csassist_assess_duration_seconds_bucket{le="') : -2] for name in seen
            if name.startswith("csassist_assess_duration_seconds_bucket")] == BUCKETS  # fmt: skip


async def test_cards_are_counted_by_kind_and_by_what_became_of_them_once(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        said = (await service.say(ANGRY, agent_id="a1", team_id="t1")).json()["assessment"]
        card, other = said["suggestions"][0], said["suggestions"][1]
        for _ in range(2):
            for outcome in ("shown", "used", "edited"):
                path = f"/v1/suggestions/{card['id']}/feedback"
                assert (
                    await service.http.post(path, json={"outcome": outcome}, headers=bearer("k-a1"))
                ).status_code == 204
        path = f"/v1/suggestions/{other['id']}/feedback"
        assert (await service.http.post(path, json={"outcome": "dismissed"}, headers=bearer("k-a1"))).status_code == 204
        later(service, 61)
        assert service.front is not None
        await service.front.desk.cards.settle_unseen()
        seen = await figures(service)

    def count(kind: str, outcome: str) -> float:
        return seen.get(f'csassist_suggestions_total{{kind="{kind}",outcome="{outcome}"}}', 0)

    for outcome in ("shown", "used", "edited"):
        assert count(card["kind"], outcome) == 1, outcome
    assert count(other["kind"], "dismissed") == 1
    unseen = sum(v for n, v in seen.items() if n.startswith("csassist_suggestions_total") and 'outcome="unseen"' in n)
    assert unseen == len(said["suggestions"]) - 1


async def test_what_is_refused_is_counted_and_says_when_to_come_again(tmp_path: Path) -> None:
    async with in_process(tmp_path, rate_shop_per_s=1) as service:
        answers = [await service.say(f"第{n}句", message=f"m-{n}") for n in range(4)]
        other = await service.post(
            {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": "在吗"}, key="k-other"
        )
        seen = await figures(service)
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert all(answer.json()["code"] == "L429" and int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert other.status_code == 201
    assert seen['csassist_refused_total{reason="shop_rate"}'] == len(refused)


async def test_no_label_names_a_shop_a_person_a_conversation_or_a_message(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await service.say(
            ANGRY, conversation="c-canary", message="m-canary", agent_id="a1", team_id="t1", channel="ch-1"
        )
        text = (await service.get("/metrics", None)).text
    labels = set(re.findall(r'(\w+)="', text))
    assert labels <= {
        "channel",
        "outcome",
        "kind",
        "tier",
        "role",
        "result",
        "target",
        "hash",
        "le",
        "reason",
        "version",
    }
    for name in ("canary", "s1", "a1", "t1", "ch-1"):
        assert f'"{name}"' not in text
        assert "canary" not in text
    for name, wanted in WANTED.items():
        if wanted:
            own = re.findall(rf"^{name}{{([^}}]*)}}", text, re.MULTILINE)
            assert all(set(re.findall(r'(\w+)="', one)) == wanted for one in own), name
