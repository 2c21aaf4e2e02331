"""Many hot conversations about one thing: told once, under its narrowest name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csassist.insight.spike import Hot, SpikeSpec, carrier_of, conversations_of, find_spikes

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SPEC = SpikeSpec(least=3, window_s=600, cool_down_s=900)


def hot(
    number: int, *, ago: float = 60, product: str = "", trigger: str = "", carrier: str = "", team: str = "t1"
) -> Hot:
    return Hot(f"c-{number}", NOW - timedelta(seconds=ago), team, product, trigger, carrier)


def names(hots: list[Hot], told: dict[tuple[str, str], datetime] | None = None) -> list[tuple[str, str]]:
    return [(spike.by, spike.key) for spike in find_spikes(hots, SPEC, told or {}, NOW)]


def test_three_conversations_about_one_product() -> None:
    hots = [hot(n, product="sku-1", trigger="product", ago=100 - n) for n in range(3)]
    (spike,) = find_spikes(hots, SPEC, {}, NOW)
    assert (spike.by, spike.key, spike.since) == ("product", "sku-1", hots[0].at)
    assert conversations_of(spike) == ["c-0", "c-1", "c-2"]


def test_one_conversation_counts_once_and_old_ones_not_at_all() -> None:
    assert names([hot(1, product="sku-1"), hot(1, product="sku-1", ago=30), hot(2, product="sku-1")]) == []
    assert names([hot(n, product="sku-1", ago=300 * n) for n in range(1, 4)]) == []


def test_the_wider_matter_is_told_only_when_it_is_wider() -> None:
    same = [hot(n, product="sku-1", trigger="logistics", carrier="圆通") for n in range(3)]
    assert names(same) == [("product", "sku-1")]
    wider = [*same, *(hot(n, trigger="logistics", carrier="圆通") for n in range(3, 7))]
    assert names(wider) == [("product", "sku-1"), ("carrier", "圆通")]


@pytest.mark.parametrize(("ago", "told"), [(899, False), (900, True)])
def test_once_in_a_cool_down(ago: int, told: bool) -> None:
    hots = [hot(n, trigger="logistics") for n in range(3)]
    last = {("trigger", "logistics"): NOW - timedelta(seconds=ago)}
    assert (names(hots, last) == [("trigger", "logistics")]) is told


def test_within_its_cool_down_a_product_still_stands_for_its_trigger() -> None:
    hots = [hot(n, product="sku-1", trigger="product") for n in range(3)]
    assert names(hots, {("product", "sku-1"): NOW - timedelta(seconds=10)}) == []


def test_unknown_matters_are_no_matter_and_zero_is_never() -> None:
    assert names([hot(n, trigger="other") for n in range(9)]) == []
    assert find_spikes([hot(n, trigger="price") for n in range(9)], SpikeSpec(least=0), {}, NOW) == ()


def test_a_team_sees_its_own() -> None:
    hots = [hot(1, trigger="price"), hot(2, trigger="price", team="t2"), hot(3, trigger="price")]
    (spike,) = find_spikes(hots, SPEC, {}, NOW)
    assert conversations_of(spike, "t1") == ["c-1", "c-3"]


@pytest.mark.parametrize(("text", "carrier"), [("圆通：运输中", "圆通"), ("ems 12", "EMS"), ("待揽收", ""), (None, "")])
def test_carriers(text: str | None, carrier: str) -> None:
    assert carrier_of(text) == carrier
