"""Properties of choosing that hold for any text, mood and history."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import rjieba
from hypothesis import given, settings
from hypothesis import strategies as st

from csassist.conversation.message import Context, Customer, Order
from csassist.conversation.reading import Emotion, Reading, Trigger
from csassist.conversation.tier import Tier
from csassist.suggest.arrange import arrange
from csassist.suggest.candidates import candidates
from csassist.suggest.choose import Situation, choose_scripts
from csassist.suggest.fabe import product_answers
from csassist.suggest.lens import Lens
from csassist.suggest.library import Library
from csassist.suggest.masks import numbers
from csassist.suggest.score import option, weigh
from csassist.suggest.slots import clean, known_slots
from csassist.suggest.spec import When
from suggest.shop import FOLDER, LIBRARY, NOW, SCRIPTS, SHELF, SPEC, script, situation

WORDS = ("还没发货", "优惠", "噪音", "吗", "坏了", "谢谢", "好的", "哪款", "包邮", "退货期限", "到哪了", "??", "\ud800")
SHUFFLED = Library.build(random.Random(7).sample(SCRIPTS, len(SCRIPTS)), SPEC, folder=FOLDER, segment=rjieba.cut)
WAYS = Library.build(  # with scripts that answer the way of a text, whatever it speaks of
    (
        *SCRIPTS,
        script("asked", "action", "您问的我马上核实。", When(says=("question",))),
        script("told", "question", "方便说下具体情况吗？", When(says=("told",))),
        script("call", "acknowledge", "我在的，您请说。", When(says=("call",))),
        script("start", "acknowledge", "您好，我先看下您的订单。", When(heard=("opening",))),
    ),
    SPEC,
    folder=FOLDER,
    segment=rjieba.cut,
)
readings = st.builds(
    Reading,
    degrees=st.floats(0, 100),
    message_degrees=st.floats(0, 100),
    emotion=st.sampled_from(Emotion),
    triggers=st.lists(st.sampled_from(Trigger), max_size=2, unique=True).map(tuple),
    scenes=st.lists(st.sampled_from(("shipping", "presale", "closing", "nowhere")), max_size=2).map(tuple),
)
names = st.none() | st.text(max_size=12) | st.sampled_from(("{order_id}", "{0}", "{{x}}", "{deadline_reply}"))
situations = st.builds(
    lambda parts, free, reading, tier, name, offered, known: replace(
        situation("".join(parts) + free, reading, tier),
        offered=tuple(offered),
        customer=Customer(name=name, value="vip"),
        context=Context(Order(id=name), "fan") if known else None,
    ),
    st.lists(st.sampled_from(WORDS), max_size=5),
    st.text(max_size=8),
    readings,
    st.sampled_from(Tier),
    names,
    st.lists(st.sampled_from([script.id for script in SCRIPTS]), max_size=8),
    st.booleans(),
)


@settings(deadline=None, max_examples=300)
@given(situations)
def test_cards_keep_their_promises(given_: Situation) -> None:
    cards = choose_scripts(LIBRARY, SHELF, given_)
    assert cards == choose_scripts(SHUFFLED, SHELF, given_)
    assert cards == choose_scripts(LIBRARY, SHELF, given_)
    assert len(cards) <= 3
    assert len({card.kind for card in cards}) == len(cards)
    assert not {card.script_id for card in cards} & set(given_.offered)
    assert all(SPEC.floor <= card.score <= 1 and card.why and card.text for card in cards)
    assert not cards or cards[0].script_id != "sorry"
    if given_.tier >= Tier.ALERT and cards:
        assert cards[0].kind in ("empathy", "action")
        assert not {"fabe", "nudge", "choice"} & {card.kind for card in cards}
    if given_.reading.degrees >= SPEC.heat_gate:
        assert not {"fabe", "nudge"} & {card.kind for card in cards}


@settings(deadline=None, max_examples=300)
@given(situations)
def test_scripts_that_are_not_weighed_would_not_have_stood(given_: Situation) -> None:
    seen, slots = WAYS.see(given_.folded, given_.text), known_slots(given_, SHELF)
    mask = candidates(WAYS, given_, seen, (*slots, *SHELF.granted(WAYS.foreign)))
    lens = Lens.of(WAYS, given_, seen, (slots, SHELF.policy))
    weighed = [option(WAYS.scripts[number], weigh(WAYS.scripts[number], lens)) for number in numbers(mask)]
    answers = () if lens.quiet else product_answers(WAYS, SHELF, given_, seen)
    composed = [answer for answer in answers if answer.script_id not in given_.offered]
    expected = [pick.script_id for pick in arrange([*composed, *weighed], WAYS, lens)]
    assert [card.script_id for card in choose_scripts(WAYS, SHELF, given_)] == expected


@settings(deadline=None, max_examples=200)
@given(situations)
def test_open_slots_are_reported_and_values_are_literal(given_: Situation) -> None:
    order = given_.context.order if given_.context is not None else None
    value = clean(order.id) if order is not None and order.id is not None else ""
    for card in choose_scripts(LIBRARY, SHELF, given_):
        script = LIBRARY.script(card.script_id)
        if script is None:
            continue
        for slot in set(re.findall(r"\{([a-z_]+)\}", script.text)):
            assert (slot in card.missing_slots) == (slot == "return_days" or (slot == "order_id" and not value))
        if "{order_id}" in script.text and value:
            assert script.text.replace("{order_id}", value) == card.text


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    folded = FOLDER.fold(text).text
    for tier in Tier:
        choose_scripts(LIBRARY, SHELF, replace(situation(""), text=text, folded=folded, tier=tier, now=NOW))
