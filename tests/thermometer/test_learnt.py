"""How log-odds become degrees: places in the posted text, a bounded base, rules' words not said twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from csassist.conversation.message import Message, Sender
from csassist.conversation.reading import Signal
from csassist.thermometer.learnt import BASE, TERM, learnt_signals, most_telling, score
from csassist.thermometer.model import HEADS, ModelTable, Scored, Term, TextModel
from csassist.thermometer.scan import Scan
from csassist.thermometer.spec import CurveSpec
from csassist.thermometer.text import Folder
from csassist.thermometer.tokens import Words

FOLDER = Folder({})
CURVE = CurveSpec(model_from=-0.5, model_per=20.0, model_cap=40.0, model_base=5.0, model_yields=0.5)
QUIET = Scored(-3.0, 0.0, 0.0, 0.0, 0.0, 0.0, -3.0)


def model(grams: dict[str, int]) -> TextModel:
    weights = {head: tuple(grams.values()) if head == "heat" else (0,) * len(grams) for head in HEADS}
    return TextModel.build(ModelTable("t", tuple(grams), weights, dict.fromkeys(HEADS, -256), 256))


def said(text: str, scored: Scored | None, *signals: Signal) -> tuple[Signal, ...]:
    message = Message("s", "c", "m-1", 1, Sender.CUSTOMER, text, datetime(2026, 11, 22, tzinfo=UTC))
    return learnt_signals(CURVE, Scan(FOLDER.fold(text), signals, Words(), scored=scored), message)


def heated(heat: float, *terms: Term) -> Scored:
    return QUIET._replace(heat=heat, base=heat - sum(t.share for t in terms), terms=terms)


def test_below_the_threshold_and_without_a_model_nothing_is_said() -> None:
    assert said("还没到", None) == ()
    assert said("还没到", heated(-0.5)) == ()


def test_terms_share_the_degrees_and_stand_where_they_were_typed() -> None:
    signals = said("ＡＢ 拖了又拖，没人管", heated(0.5, Term(3, 7, 0.75), Term(8, 11, 0.25)))
    assert [(s.id, s.text, s.degrees) for s in signals] == [(TERM, "拖了又拖", 15.0), (TERM, "没人管", 5.0)]
    assert [s.span for s in signals] == [(3, 7), (8, 11)]
    assert {s.message_id for s in signals} == {"m-1"}


def test_what_has_no_place_is_at_most_the_base() -> None:
    (only,) = said("就这样吧随你们", heated(1.5))
    assert (only.id, only.span, only.degrees) == (BASE, None, 5.0)


def test_symbols_alone_are_no_term_and_ends_are_trimmed() -> None:
    signals = said("好，你们，", heated(0.5, Term(1, 5, 0.6), Term(1, 2, 0.4)))
    assert [(s.id, s.text) for s in signals] == [(TERM, "你们")] + [(s.id, s.text) for s in signals[1:]]
    assert all(s.text.strip("，") == s.text for s in signals)


def test_what_rules_have_said_counts_against_it_and_never_below_zero() -> None:
    rule = Signal("liar", "骗人", 30.0, (0, 2), "骗子", "m-1")
    alone = sum(s.degrees for s in said("骗子店铺", heated(0.5, Term(0, 4, 1.0))))
    beside = sum(s.degrees for s in said("骗子店铺", heated(0.5, Term(0, 4, 1.0)), rule))
    assert alone == pytest.approx(20.0)
    assert beside == pytest.approx(5.0)
    loud = Signal("liar", "骗人", 90.0, (0, 2), "骗子", "m-1")
    assert said("骗子店铺", heated(0.5, Term(0, 4, 1.0)), loud) == ()


def test_the_cap_holds() -> None:
    assert sum(s.degrees for s in said("很长的抱怨", heated(9.0, Term(0, 5, 9.0)))) == pytest.approx(40.0)


def test_of_many_bubbles_six_terms_and_one_base_are_left() -> None:
    learnt = [Signal(TERM, "t", float(n), (0, 1), "x", f"m-{n}") for n in range(9)]
    learnt += [Signal(BASE, "b", 2.0), Signal(BASE, "b", 4.0)]
    kept = most_telling(learnt)
    assert [s.degrees for s in kept] == [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 4.0]
    assert [s.id for s in kept].count(BASE) == 1


def test_exclamation_marks_are_not_heard_and_places_stay_right() -> None:
    heats = model({"拖了": 512, "!": -900, "又拖": 512})
    plain, loud = FOLDER.fold("拖了又拖"), FOLDER.fold("拖！了！！又拖！")
    assert score(heats, loud).heat == score(heats, plain).heat
    (term,) = score(heats, loud).terms
    assert loud.text[term.start : term.end].replace("!", "") == "拖了又拖"


def test_over_a_matter_of_service_without_heat_it_speaks_softly() -> None:
    scan = Scan(FOLDER.fold("都要退吗"), (), Words(), scenes=("returns",), scored=heated(0.5, Term(0, 4, 1.0)))
    message = Message("s", "c", "m-1", 1, Sender.CUSTOMER, "都要退吗", datetime(2026, 11, 22, tzinfo=UTC))
    soft = sum(signal.degrees for signal in learnt_signals(CURVE, scan, message))
    assert soft == pytest.approx(20.0 * CURVE.model_plain)
