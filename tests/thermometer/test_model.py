"""The table at run time: exact sums, each n-gram once, terms that add up with the base, unsound tables refused."""

from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.thermometer.model import BIGGEST, HEADS, MOST_TERMS, ModelTable, TextModel, faults_of

GRAMS = {"慢": (128, -64), "太慢": (256, -128), "谢谢": (-512, 512), "\n人呢": (384, 0)}


def table(grams: dict[str, tuple[int, int]] = GRAMS, bias: int = -256) -> ModelTable:
    columns = {"heat": 0, "polarity": 1}
    weights = {head: tuple(pair[columns[head]] if head in columns else 0 for pair in grams.values()) for head in HEADS}
    return ModelTable("t", tuple(grams), weights, dict.fromkeys(HEADS, bias), 256)


MODEL = TextModel.build(table())


def test_sums_of_grams_and_bias_each_gram_once() -> None:
    assert MODEL.score("太慢").heat == (-256 + 128 + 256) / 256
    assert MODEL.score("太慢太慢").heat == MODEL.score("太慢").heat
    assert MODEL.score("谢谢").polarity == (-256 + 512) / 256
    assert MODEL.score("").heat == -1.0


def test_a_table_that_dilutes_divides_a_sum_by_how_much_is_said() -> None:
    diluted = TextModel.build(replace(table(), dilute=3))
    assert diluted.score("慢").heat == -1 + 128 / 256 / sqrt(1 + 1 / 3)
    assert diluted.score("太慢，谢谢").heat == pytest.approx(-1 + (128 + 256 - 512) / 256 / sqrt(1 + 3 / 3))
    (term,) = diluted.score("太慢").terms
    assert (term.start, term.end) == (0, 2)
    assert term.share == pytest.approx(1.5 / sqrt(1 + 2 / 3))
    assert faults_of(replace(table(), dilute=-1))


def test_an_edge_says_at_the_start() -> None:
    assert MODEL.score("人呢").heat > MODEL.score("问人呢").heat


@given(st.text(alphabet="太慢谢人呢，a!\n", max_size=40))
def test_heat_is_its_base_and_its_terms_which_lie_apart(text: str) -> None:
    scored = MODEL.score(text)
    assert scored.heat == pytest.approx(scored.base + sum(term.share for term in scored.terms))
    assert len(scored.terms) <= MOST_TERMS
    places = sorted((term.start, term.end) for term in scored.terms)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert MODEL.score(text, terms=False)[:6] == scored[:6]


@pytest.mark.parametrize("text", ["😡" * 5_000, "太慢" * 100_000, "\x00", "\u202e太慢"])
def test_no_text_is_too_odd(text: str) -> None:
    assert MODEL.score(text).heat >= -4


def test_extreme_weights_do_not_spill_into_the_next_head() -> None:
    loud = {chr(0x4E00 + n): (BIGGEST - 1, 1 - BIGGEST) for n in range(900)}
    scored = TextModel.build(table(loud)).score("".join(loud))
    assert scored.heat == (900 * (BIGGEST - 1) - 256) / 256
    assert scored.polarity == (900 * (1 - BIGGEST) - 256) / 256
    assert scored.anger == -1.0


def test_another_process_gets_the_same_model() -> None:
    again = pickle.loads(pickle.dumps(MODEL))
    assert again.score("太慢，谢谢，人呢") == MODEL.score("太慢，谢谢，人呢")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(table(), grams=()),
        replace(table(), grams=("慢", "慢", "谢谢", "人")),
        replace(table(), grams=("慢", "", "谢谢", "人")),
        replace(table(), scale=0),
        replace(table(), weights={**table().weights, "heat": (1,)}),
        replace(table(), weights={**table().weights, "heat": (BIGGEST, 0, 0, 0)}),
        replace(table(), bias={}),
    ],
)
def test_an_unsound_table_is_refused(wrong: ModelTable) -> None:
    assert faults_of(wrong)
    with pytest.raises(ValueError, match=r".+"):
        TextModel.build(wrong)
