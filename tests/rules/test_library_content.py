"""What the shipped library must hold beyond what the linter asks of any pack: coverage, tone, promises as slots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.rulepack.compile import compile_pack
from csassist.rulepack.load import read_pack
from csassist.rulepack.pack import Pack
from csassist.rulepack.rehearsal import Rehearsal
from csassist.suggest.spec import Act, CustomerType, Scene, Script

RULES = Path(__file__).parents[2] / "rules" / "zh-retail"
UNHAPPY = ("anger", "grievance", "anxiety", "disappointment")
TRIGGERS = ("price", "logistics", "after_sales", "product", "service")
LONGEST = 120  # code points; what an agent sends in one bubble
# A time or a sum that is typed instead of being a slot would stay when the shop changes its policy.
TYPED_PROMISE = re.compile(r"\d+\s*(?:分钟|小时|个工作日|工作日|天内|天之内|元)")


@pytest.fixture(scope="module")
def pack() -> Pack:
    found, _ = read_pack(RULES)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def rulebook(pack: Pack) -> Rulebook:
    return compile_pack(pack)


def scripts(pack: Pack, kind: str = "") -> Iterator[Script]:
    return (entry.value for entry in pack.scripts if not kind or entry.value.kind == kind)


def test_the_library_is_large_enough_to_be_useful(pack: Pack) -> None:
    kinds = Counter(script.kind for script in scripts(pack))
    assert sum(kinds.values()) >= 350
    assert kinds["empathy"] >= 80
    assert kinds["action"] >= 70
    assert all(kinds[kind] >= 12 for kind in ("policy", "question", "choice", "acknowledge", "nudge", "handover"))


def test_every_unhappy_customer_finds_comfort_at_watch_and_alert(pack: Pack) -> None:
    missing = []
    for emotion, trigger, tier in product(UNHAPPY, TRIGGERS, ("WATCH", "ALERT")):
        fitting = [
            script.id
            for script in scripts(pack, "empathy")
            if emotion in script.when.emotions
            and trigger in script.when.triggers
            and (not script.when.tiers or tier in script.when.tiers)
        ]
        if not fitting:
            missing.append((emotion, trigger, tier))
    assert not missing


def test_every_level_of_empathy_has_choices(pack: Pack) -> None:
    levels = Counter(script.level for script in scripts(pack, "empathy"))
    assert all(levels[level] >= 5 for level in (1, 2, 3, 4))


def test_every_scene_has_its_facts(pack: Pack) -> None:
    answered = {script.scene for script in scripts(pack, "faq")}
    assert answered == set(get_args(Scene))


def test_every_scene_has_enough_to_say(pack: Pack) -> None:
    scenes = Counter(script.scene for script in scripts(pack))
    assert set(scenes) == set(get_args(Scene))
    assert min(scenes.values()) >= 12


def test_every_script_says_what_it_does(pack: Pack) -> None:
    assert [script.id for script in scripts(pack) if script.act is None] == []
    assert {script.act for script in scripts(pack)} == set(get_args(Act))


def test_every_type_of_customer_is_spoken_to(pack: Pack) -> None:
    types = Counter(kind for script in scripts(pack) for kind in script.types)
    assert all(types[kind] >= 2 for kind in get_args(CustomerType))


def test_a_solution_closes_with_a_question(pack: Pack) -> None:
    """C6: whoever is offered a way is asked whether he wants it; only for somebody's health we do not ask back."""
    offers = [s for s in scripts(pack) if s.kind in ("action", "policy", "choice", "handover") and s.scene != "allergy"]
    assert [script.id for script in offers if "？" not in script.text] == []


def test_texts_are_short_polite_and_calm(pack: Pack) -> None:
    faults = []
    for script in scripts(pack):
        if len(script.text) > LONGEST:
            faults.append((script.id, "too long"))
        if re.search(r"你|亲[，,~]|[!！]{1}", script.text):
            faults.append((script.id, "not 您, or 亲, or an exclamation mark"))
        if script.text.count("？") > 2:
            faults.append((script.id, "more than two questions"))
    assert not faults


def test_times_and_sums_are_slots_not_typed(pack: Pack) -> None:
    typed = [(script.id, hit[0]) for script in scripts(pack) if (hit := TYPED_PROMISE.search(script.text))]
    assert not typed


def test_every_value_of_the_policy_is_used(pack: Pack) -> None:
    written = " ".join(script.text + script.fact for script in scripts(pack))
    unused = [name for name, _ in pack.policy.value.values if f"{{{name}}}" not in written]
    assert not unused


def test_a_complaint_is_received_now_and_answered_by_a_tracked_time(pack: Pack) -> None:
    texts = {script.id: script.text for script in scripts(pack, "action")}
    assert "{deadline_plan}" in texts["complaint-received"]
    assert "complaint-plan" in texts


def test_nothing_promises_money_or_a_diagnosis_when_somebody_is_hurt(pack: Pack) -> None:
    hurt = [s for s in scripts(pack) if s.scene == "allergy" and s.kind in ("action", "handover")]
    assert len(hurt) >= 3
    for script in hurt:
        assert re.search(r"就医|医生|医院", script.text), script.id
        assert not re.search(r"赔|退款|过敏是|引起的", script.text), script.id


def test_product_cards_cover_goods_and_services(pack: Pack) -> None:
    cards = [entry.value for entry in pack.products]
    assert len(cards) >= 24
    assert len({card.category for card in cards}) >= 8
    assert {card.kind for card in cards} == {"goods", "service"}
    proven = [point for card in cards for point in card.points if point.evidence is not None]
    assert len(proven) >= 3 * len(cards)
    assert sum(bool(card.upgrade) for card in cards) >= 2
    assert sum(bool(point.scenes) for card in cards for point in card.points) >= 12
    assert all(card.process for card in cards if card.kind == "service")
    assert all(card.versus for card in cards)


def test_two_sales_have_their_packs(pack: Pack) -> None:
    sales = {entry.value.id: entry.value for entry in pack.campaigns}
    assert set(sales) == {"618", "1111"}
    for sale in sales.values():
        own = [script for script in scripts(pack) if script.campaign == sale.id]
        assert len(own) >= 8
        assert len({script.kind for script in own}) >= 4
        assert all(sale.valid_from <= script.valid_from <= script.valid_until <= sale.valid_until for script in own)


@pytest.mark.parametrize(
    ("day", "sale"),
    [("2026-11-11", "1111"), ("2026-10-13", ""), ("2026-12-01", ""), ("2027-06-10", "618"), ("2027-07-01", "")],
)
def test_a_sale_is_spoken_of_in_its_days_only(rulebook: Rulebook, day: str, sale: str) -> None:
    start = datetime.fromisoformat(f"{day}T12:00:00+08:00")
    said = ("满减怎么算", "定金可以抵多少", "618满减怎么算", "双11满减规则是什么", "活动买的刚买就降价了")
    spoken = set()
    for text in said:
        play = Rehearsal(rulebook, f"sale {day}", start=start)
        for card in play.say(text, 0).assessment.suggestions:
            script = rulebook.library.script(card.script_id)
            spoken.add(script.campaign if script is not None else "")
    assert spoken - {""} == ({sale} if sale else set())
