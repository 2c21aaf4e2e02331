"""The cast can be played, covers the trade, and is the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.lab.demo_cast import BUBBLE_S, draw_scene, load_cast, programme

CAST = load_cast()


def test_at_least_eight_conversations_cover_every_theme() -> None:
    assert len(CAST) >= 8
    assert {"price", "logistics", "after_sales", "product", "service", "safety"} <= {s.theme for s in CAST}


@pytest.mark.parametrize("shopper", CAST, ids=lambda s: s.id)
def test_a_conversation_lasts_two_to_four_minutes(shopper) -> None:
    assert 120 <= sum(line.after for line in shopper.lines) <= 240


@pytest.mark.parametrize("shopper", CAST, ids=lambda s: s.id)
def test_both_sides_speak_and_every_customer_has_a_name(shopper) -> None:
    assert {"customer", "agent"} <= {line.sender for line in shopper.lines}
    assert shopper.lines[-1].sender == "agent"  # or the wall would fill with people who wait for ever
    assert all(customer["name"] and customer["id"] for customer in shopper.customers)


def test_some_thoughts_come_in_several_bubbles() -> None:
    pairs = [pair for s in CAST for pair in zip(s.lines, s.lines[1:], strict=False)]
    assert any(a.sender == b.sender == "customer" and b.after <= BUBBLE_S for a, b in pairs)


def test_same_seed_same_scene_other_seed_another() -> None:
    first = [draw_scene(s, n, 1) for n, s in enumerate(CAST)]
    assert first == [draw_scene(s, n, 1) for n, s in enumerate(CAST)]
    assert first != [draw_scene(s, n, 2) for n, s in enumerate(CAST)]


def test_drawn_lines_have_no_open_slots_and_keep_their_kind_of_pause() -> None:
    for number, shopper in enumerate(CAST):
        for written, drawn in zip(shopper.lines, draw_scene(shopper, number, 3).lines, strict=True):
            assert "{" not in drawn.variants[0]
            assert (written.after <= BUBBLE_S) == (drawn.after <= BUBBLE_S)


def test_later_rounds_are_shuffled_and_every_conversation_gets_an_id_of_its_own() -> None:
    assert programme(CAST, 1, 0) == CAST
    assert programme(CAST, 1, 1) != CAST
    assert sorted(s.id for s in programme(CAST, 1, 1)) == [s.id for s in CAST]
    assert draw_scene(CAST[0], 1, 1).conversation_id != draw_scene(CAST[0], 13, 1).conversation_id


def test_a_file_that_cannot_be_played_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("theme: price\nlines: [3 谁 你好]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"odd\.yaml"):
        load_cast(tmp_path)


def test_products_that_are_talked_about_are_in_the_default_pack() -> None:
    shelf = Path(__file__).resolve().parents[2] / "rules" / "zh-retail" / "products"
    assert [s.product_id for s in CAST if s.product_id and not (shelf / f"{s.product_id}.yaml").is_file()] == []
