"""GET /v1/reports/budget: what was really raised, for who may know."""

from __future__ import annotations

from pathlib import Path

from journeys.service import in_process

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"
REPORT = "/v1/reports/budget"


async def test_alerts_on_record_by_tier_rule_and_day(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await service.say(HOT, conversation="c-1", agent_id="a1", team_id="t1")
        await service.say(HOT, conversation="c-2", agent_id="a2", team_id="t2")
        await service.say("你好", conversation="c-3", agent_id="a1", team_id="t1")
        raised = await service.http.post(
            "/v1/conversations/c-3/raise-hand", json={"note": "求助"}, headers={"Authorization": "Bearer k-a1"}
        )
        assert raised.status_code < 300
        report = (await service.get(REPORT, "k-sup", days=2)).json()
        assert (report["conversations"], report["alerts"]) == (3, 3)
        assert sum(report["by_tier"].values()) == 3
        rules = {row["id"]: row["alerts"] for row in report["by_rule"]}
        assert rules["raise-hand"] == 1
        assert sum(rules.values()) == 3
        assert len(rules) == 2
        assert report["days"][-1]["alerts"] == sum(day["alerts"] for day in report["days"]) == 3
        assert len(report["days"]) == 3
        own = (await service.get(REPORT, "k-sup-t2")).json()
        assert (own["conversations"], own["alerts"]) == (1, 1)


async def test_only_supervisors_and_admins_read_it(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        assert (await service.get(REPORT, "k-a1")).status_code == 403
        assert (await service.get(REPORT, None)).status_code == 401
        assert (await service.get(REPORT, "k-admin", days=91)).status_code == 422
        assert (await service.get(REPORT, "k-admin")).json()["alerts"] == 0
