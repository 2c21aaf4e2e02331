"""A shop keeps its product cards over HTTP: one by one, by the file, for itself alone, and at once."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from csassist.rulepack.place import default_directory
from journeys.service import Service, bearer, in_process

CARD: dict[str, Any] = {
    "name": "折叠晾衣架",
    "category": "家居收纳",
    "kind": "goods",
    "points": [
        {
            "topic": ["承重", "挂多重"],
            "feature": "加厚不锈钢管",
            "advantage": "单杆能挂15公斤",
            "benefit": "一家人的厚被子一次晾完",
            "evidence": {"text": "承重测试15公斤24小时不变形", "source": "检测报告"},
        }
    ],
    "facts": {"展开宽度": "150厘米"},
}
HEADER = "id,name,category,topic,feature,advantage,benefit,evidence,source\n"
ROW = "{id},晾衣架,收纳,承重,加厚钢管,单杆15公斤,厚被子一次晾完,测试24小时不变形,检测报告\n"


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with in_process(tmp_path) as running:
        yield running


async def put(service: Service, name: str, body: dict[str, Any], key: str = "k-int", **headers: str) -> httpx2.Response:
    return await service.http.put(f"/v1/products/{name}", json=body, headers={**bearer(key), **headers})


async def send(
    service: Service, raw: bytes | str, kind: str = "text/csv", key: str = "k-int", **params: Any
) -> httpx2.Response:
    content = raw.encode() if isinstance(raw, str) else raw
    headers = {**bearer(key), "Content-Type": kind}
    return await service.http.post("/v1/products/import", content=content, headers=headers, params=params)


def cards(answer: httpx2.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["assessment"]["suggestions"]
    return found


async def ask(service: Service, text: str, conversation: str, product: str, key: str = "k-int") -> list[dict[str, Any]]:
    body = {
        "conversation_id": conversation, "message_id": "m-1", "sender": "customer", "text": text,
        "context": {"product_id": product},
    }  # fmt: skip
    return cards(await service.post(body, key))


async def test_a_card_that_was_put_answers_the_next_message(service: Service) -> None:
    assert not [c for c in await ask(service, "承重怎么样？", "c-0", "rack-1") if c["kind"] == "fabe"]
    answer = await put(service, "rack-1", CARD)
    assert (answer.status_code, answer.headers["etag"], answer.json()["complete"]) == (201, '"v1"', True)
    (card,) = [c for c in await ask(service, "承重怎么样？", "c-1", "rack-1") if c["kind"] == "fabe"]
    assert "单杆能挂15公斤" in card["text"]
    assert "检测报告" in card["text"]


async def test_the_hash_names_what_the_shop_has_and_goes_back_with_it(service: Service) -> None:
    async def rules(conversation: str) -> str:
        return str((await service.say("在吗", conversation)).json()["assessment"]["rules_hash"])

    bare = await rules("c-1")
    await put(service, "rack-1", CARD)
    own = await rules("c-2")
    await service.http.delete("/v1/products/rack-1", headers=bearer("k-int"))
    assert own != bare
    assert await rules("c-3") == bare


async def test_putting_the_same_again_changes_nothing(service: Service) -> None:
    first = await put(service, "rack-1", CARD)
    again = await put(service, "rack-1", CARD)
    other = await put(service, "rack-1", {**CARD, "name": "晾衣架"})
    assert (again.status_code, again.json()["updated_at"]) == (200, first.json()["updated_at"])
    assert [first.headers["etag"], again.headers["etag"], other.headers["etag"]] == ['"v1"', '"v1"', '"v2"']


async def test_a_version_is_asked_for_and_never_given_out_twice(service: Service) -> None:
    assert (await put(service, "rack-1", CARD, **{"If-Match": "*"})).json()["code"] == "A412"
    assert (await put(service, "rack-1", CARD, **{"If-None-Match": "*"})).status_code == 201
    assert (await put(service, "rack-1", CARD, **{"If-None-Match": "*"})).status_code == 412
    changed = {**CARD, "name": "晾衣架"}
    assert (await put(service, "rack-1", changed, **{"If-Match": '"v7"'})).status_code == 412
    assert (await put(service, "rack-1", changed, **{"If-Match": '"v1"'})).headers["etag"] == '"v2"'
    gone = await service.http.delete("/v1/products/rack-1", headers={**bearer("k-int"), "If-Match": '"v1"'})
    assert gone.json()["code"] == "A412"
    assert (await service.http.delete("/v1/products/rack-1", headers=bearer("k-int"))).status_code == 204
    assert (await put(service, "rack-1", CARD)).headers["etag"] == '"v4"'


async def test_no_shop_sees_another_ones_cards(service: Service) -> None:
    await put(service, "rack-1", CARD)
    assert (await service.get("/v1/products/rack-1", key="k-other")).json()["code"] == "A404"
    assert (await service.http.delete("/v1/products/rack-1", headers=bearer("k-other"))).status_code == 404
    listed = (await service.get("/v1/products", key="k-other", limit=200)).json()["items"]
    assert "rack-1" not in [item["id"] for item in listed]
    assert not [c for c in await ask(service, "承重怎么样？", "c-1", "rack-1", "k-other") if c["kind"] == "fabe"]


@pytest.mark.parametrize("key", ["k-a1", "k-sup"])
async def test_agents_and_supervisors_read_and_do_not_write(service: Service, key: str) -> None:
    await put(service, "rack-1", CARD)
    assert (await service.get("/v1/products/rack-1", key=key)).json()["name"] == "折叠晾衣架"
    for answer in (
        await put(service, "rack-1", CARD, key),
        await service.http.delete("/v1/products/rack-1", headers=bearer(key)),
        await send(service, HEADER + ROW.format(id="p-1"), key=key),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "A403")


async def test_a_shops_card_stands_before_that_of_the_rules(service: Service) -> None:
    rules = (await service.get("/v1/products", limit=200)).json()["items"]
    name = rules[0]["id"]
    assert (rules[0]["source"], rules[0]["version"]) == ("rules", None)
    await put(service, name, CARD)
    assert (await service.get(f"/v1/products/{name}")).json()["source"] == "shop"
    await service.http.delete(f"/v1/products/{name}", headers=bearer("k-admin"))
    assert (await service.get(f"/v1/products/{name}")).json()["name"] == rules[0]["name"]
    assert (await service.http.delete(f"/v1/products/{name}", headers=bearer("k-admin"))).status_code == 404


async def test_pages_hold_every_card_once(service: Service) -> None:
    await send(service, HEADER + "".join(ROW.format(id=f"p-{n:02}") for n in range(25)))
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = (await service.get("/v1/products", limit=10, cursor=cursor)).json()
        assert len(page["items"]) <= 10
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == sorted(set(seen))
    assert {f"p-{n:02}" for n in range(25)} < set(seen)


async def test_cards_outlive_a_restart(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await put(service, "rack-1", CARD)
        before = (await service.say("在吗", "c-1")).json()["assessment"]["rules_hash"]
    async with in_process(tmp_path) as service:
        assert (await service.get("/v1/products/rack-1")).json()["version"] == 1
        assert (await service.say("在吗", "c-2")).json()["assessment"]["rules_hash"] == before


async def test_a_point_without_evidence_is_kept_marked_and_not_insertable(service: Service) -> None:
    point = {**CARD["points"][0], "evidence": None}
    answer = (await put(service, "rack-1", {**CARD, "points": [point]})).json()
    assert (answer["complete"], answer["points"][0]["complete"]) == (False, False)
    assert [(w["pointer"], w["code"]) for w in answer["warnings"]] == [("/points/0", "R148")]
    for card in await ask(service, "承重怎么样？", "c-1", "rack-1"):
        assert card["kind"] != "fabe" or card["missing_slots"] == ["evidence"]


BAD: list[tuple[str, dict[str, Any], int, str, str, str]] = [
    ("no points", {**CARD, "points": []}, 422, "C201", "/points", "R107"),
    ("misspelt", {**CARD, "evidense": {}}, 422, "C201", "/evidense", "R104"),
    ("a number", {**CARD, "name": 7}, 422, "C201", "/name", "R106"),
    ("no category", {k: v for k, v in CARD.items() if k != "category"}, 422, "C201", "/category", "R105"),
    ("another id", {**CARD, "id": "rack-2"}, 422, "C201", "/id", ""),
    ("advertising law", {**CARD, "versus": "全网最低价，国家级品质"}, 422, "C206", "/versus", "R142"),
    ("markup", {**CARD, "note": "<img src=x onerror=alert(1)>"}, 422, "C206", "/note", "R181"),
    ("template", {**CARD, "note": "{{7*7}}"}, 422, "C206", "/note", "R181"),
    ("direction mark", {**CARD, "name": "晾衣架\u202e"}, 422, "C206", "/name", "R181"),
    ("formula", {**CARD, "note": '=HYPERLINK("http://x.invalid","a")'}, 422, "C206", "/note", "R182"),
]


@pytest.mark.parametrize(("body", "status", "code", "pointer", "why"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
async def test_a_bad_card_is_refused_with_pointer_and_code(
    service: Service, body: dict[str, Any], status: int, code: str, pointer: str, why: str
) -> None:
    answer = await put(service, "rack-1", body)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert (pointer, why) in [(e["pointer"], e.get("code", "")) for e in problem["errors"]]
    assert "HYPERLINK" not in answer.text
    assert (await service.get("/v1/products/rack-1")).status_code == 404


async def test_the_documented_card_is_taken_whole(service: Service) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    (block,) = [b for b in re.findall(r"```json\n(.*?)\n```", page, re.DOTALL) if b.startswith('{"id": "sku-1"')]
    card = json.loads(block)
    answer = await put(service, "sku-1", card)
    assert (answer.status_code, answer.json()["warnings"]) == (201, [])
    kept = (await service.get("/v1/products/sku-1")).json()
    assert {name: kept[name] for name in card if name != "points"} == {n: v for n, v in card.items() if n != "points"}


async def test_a_reload_of_the_rules_leaves_a_shop_its_cards(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_directory(), rules)
    async with in_process(tmp_path / "data", rules=rules) as service:
        assert service.front is not None
        await put(service, "rack-1", CARD)
        before = (await service.say("在吗", "c-1")).json()["assessment"]["rules_hash"]
        policy = rules / "zh-retail" / "policy.yaml"
        policy.write_text(policy.read_text("utf-8") + "gift_wrap: 免费\n", "utf-8")
        assert service.front.rulebooks.reload().swapped
        await service.front.desk.rulebooks.renew()
        after = (await service.say("在吗", "c-2")).json()["assessment"]["rules_hash"]
        assert after not in (before, service.front.rulebooks.current().hash)
        assert [c for c in await ask(service, "承重怎么样？", "c-3", "rack-1") if c["kind"] == "fabe"]


MIXED = (
    HEADER
    + ROW.format(id="p-1")
    + "p-2,晾衣架,收纳,承重,加厚钢管,单杆15公斤,全网最低价,测试,报告\n"
    + ROW.format(id="p-1")
    + 'p-3,"没有关上,收纳\n'
    + ",没有编号,收纳,承重,钢管,15公斤,晾被子,测试,报告\n"
    + "p-4,晾衣架,收纳,承重,=1+1,15公斤,晾被子,测试,报告\n"
    + "p-5,晾衣架,收纳,承重,钢管,15公斤,晾被子,,\n"
    + "p-6,a,b,c,d,e,f,g,h,i,j\n"
)


async def test_broken_rows_are_told_by_line_and_the_rest_loads(service: Service) -> None:
    answer = await send(service, MIXED)
    report = answer.json()
    assert answer.status_code == 200
    assert (report["rows"], report["good"], report["broken"], report["changed"]) == (8, 2, 6, 2)
    assert [(e["line"], e["code"], e["pointer"]) for e in report["errors"]] == [
        (3, "R142", "/points/0/benefit"),
        (4, "R112", "/id"),
        (5, "R180", ""),
        (6, "R105", "/id"),
        (7, "R182", "/points/0/feature"),
        (9, "R180", ""),
    ]
    assert report["errors"][0]["column"] == "benefit"
    assert report["incomplete"] == ["p-5"]
    assert [(w["line"], w["code"]) for w in report["warnings"]] == [(8, "R148")]
    assert (await service.get("/v1/products/p-1")).status_code == 200
    assert (await service.get("/v1/products/p-2")).status_code == 404


async def test_a_dry_run_reports_and_loads_nothing(service: Service) -> None:
    report = (await send(service, MIXED, dry_run="true")).json()
    assert (report["dry_run"], report["good"], report["changed"]) == (True, 2, 0)
    assert (await service.get("/v1/products/p-1")).status_code == 404


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_what_excel_writes_is_read(service: Service, encoding: str) -> None:
    text = (
        "商品编号,商品名称,类目,参数,卖点1关键词,卖点1特性,卖点1优势,卖点1利益,卖点1证据,卖点1来源\r\n"
        "p-1,晾衣架,收纳,宽度=150厘米；重量：3公斤,承重|挂多重,加厚钢管,单杆15公斤,晾厚被子,测试不变形,检测报告\r\n"
    )
    report = (await send(service, text.encode(encoding))).json()
    assert (report["good"], report["errors"]) == (1, [])
    card = (await service.get("/v1/products/p-1")).json()
    assert card["facts"] == {"宽度": "150厘米", "重量": "3公斤"}
    assert card["points"][0]["topic"] == ["承重", "挂多重"]


async def test_json_lines_have_line_numbers_too(service: Service) -> None:
    good = json.dumps({"id": "p-1", **CARD}, ensure_ascii=False)
    lines = [good, "", "{not json", json.dumps({"id": "p-2"}), '{"id":"p-3","id":"p-3"}', "[1]", "\x00"]
    report = (await send(service, "\n".join(lines), "application/x-ndjson")).json()
    assert (report["good"], report["broken"]) == (1, 5)
    assert [(e["line"], e["code"]) for e in report["errors"] if e["code"] == "R180"] == [
        (3, "R180"), (5, "R180"), (6, "R180"), (7, "R180"),
    ]  # fmt: skip
    assert {(e["line"], e["pointer"]) for e in report["errors"] if e["code"] == "R105"} == {
        (4, "/name"), (4, "/category"), (4, "/points"),
    }  # fmt: skip


WHOLE: list[tuple[str, bytes, str, int, str]] = [
    ("5 MB", HEADER.encode() + ROW.format(id="p-1").encode() + b"," * 5_000_000, "text/csv", 413, "C205"),
    ("an image", b"\x89PNG", "image/png", 415, "C203"),
    ("a workbook", b"PK\x03\x04rest", "text/csv", 415, "C203"),
    ("a foreign charset", HEADER.encode(), "text/csv; charset=big5", 415, "C203"),
    ("no header", b"a,b\n1,2\n", "text/csv", 422, "C201"),
    ("nothing", b"", "text/csv", 422, "C201"),
    ("header only", HEADER.encode(), "text/csv", 422, "C201"),
    ("no good row", HEADER.encode() + b"p-1,x\n", "text/csv", 422, "C206"),
]


@pytest.mark.parametrize(("raw", "kind", "status", "code"), [w[1:] for w in WHOLE], ids=[w[0] for w in WHOLE])
async def test_a_file_that_is_bad_as_a_whole_is_one_problem(
    service: Service, raw: bytes, kind: str, status: int, code: str
) -> None:
    answer = await send(service, raw, kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await service.get("/v1/products/p-1")).status_code == 404


async def test_one_broken_line_of_utf8_is_one_broken_row(service: Service) -> None:
    raw = (HEADER + ROW.format(id="p-1") + ROW.format(id="p-2") + ROW.format(id="p-3")).encode()
    second = raw.index(b"p-2")
    report = (await send(service, raw[: second + 6] + b"\xff" + raw[second + 7 :])).json()
    assert ([(e["line"], e["code"]) for e in report["errors"]], report["good"]) == ([(3, "R180")], 2)
