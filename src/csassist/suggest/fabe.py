"""Answers from the product card: a FABE reply for the point asked about, a parameter, a pair to choose from.

Sells to nobody upset and to nobody above the heat gate. Every word comes from the card (frames.py puts them together).
"""

from __future__ import annotations

from collections.abc import Iterator

from csassist.catalogue.shelf import Shelf
from csassist.catalogue.spec import ProductCard, SellingPoint
from csassist.conversation.reading import Trigger
from csassist.conversation.tier import Tier
from csassist.suggest.frames import Lead, bare, compose, lead, literal, pair, proof_of
from csassist.suggest.library import Library, Seen
from csassist.suggest.option import Composed, Option
from csassist.suggest.roles import COMPARISON, NO_SALE, QUESTION
from csassist.suggest.situation import Situation

FABE_SCORE, FACT_SCORE = 0.62, 0.66  # a topic word of the very product in question beats a general script
PAIR_SCORE, VERSUS_SCORE = 0.64, 0.58
PER_TOPIC, PERSONA = 0.06, 0.08
OPEN = 0.12  # without evidence
MOST = 0.95
TROUBLE = frozenset(("damage", "returns", "refund", "delivery_problem", "complaint", "allergy", "shipping", "closing"))
SALE_TRIGGERS = frozenset((Trigger.PRICE, Trigger.PRODUCT, Trigger.OTHER))
LEADS: dict[Lead, str] = {"evidence": "先给依据", "advantage": "先比优势", "benefit": "先说好处", "feature": "先说特点"}
_CALM = Tier.CALM


def product_answers(library: Library, shelf: Shelf, situation: Situation, seen: Seen) -> Iterator[Option]:
    """Options of kind fabe, faq and choice for the product in context; none above the heat gate or amid trouble."""
    context = situation.context
    card = shelf.card(context.product_id) if context is not None else None
    if card is None:
        return
    text, roles = situation.folded, seen.roles
    answers = [(number, asked) for number, point in enumerate(card.points) if (asked := _asked(point, text))]
    facts = [(name, value) for name, value in card.facts if name and name.lower() in text]
    compares = bool(roles & COMPARISON)
    if not (answers or facts or compares) or not _may_sell(library, situation, roles):
        return
    for number, asked in answers:
        yield _fabe(card, number, asked, situation, roles)
    for name, value in facts:
        yield _fact(card, name, value)
    if compares:
        yield from _comparing(card, shelf)


def _may_sell(library: Library, situation: Situation, roles: int) -> bool:
    reading = situation.reading
    if situation.hot or situation.unhappy or reading.degrees >= library.spec.heat_gate:
        return False
    if any(trigger not in SALE_TRIGGERS for trigger in reading.triggers):
        return False
    if roles & NO_SALE or TROUBLE.intersection(reading.scenes):
        return False
    return not library.spec.questions or "?" in situation.folded or bool(roles & QUESTION)


def _fabe(card: ProductCard, number: int, asked: list[str], situation: Situation, roles: int) -> Option:
    point = card.points[number]
    persona = _persona(point, situation)
    score = FABE_SCORE + PER_TOPIC * (len(asked) - 1)
    if persona is not None:
        score += PERSONA if asked != [persona] else -PERSONA  # who uses it is not yet what is asked
    elif point.personas:
        score -= PERSONA
    leading = lead(card, roles, persona)
    why = [f"问到“{max(asked, key=len)}”", "产品卡片"]
    if persona is not None:
        why.append(f"使用者:{persona}")
    if proof_of(point.evidence) is None:
        score -= OPEN
        why.append("缺少证据,暂不能发送")
    else:
        why.append(LEADS[leading])
    # What going without it costs is said to the calm who waver, and to nobody else (D7).
    loss = situation.tier is _CALM and situation.customer_type == "hesitant"
    text = compose(card, point, leading, persona=persona, loss=loss)
    return Option(
        "fabe", f"fabe:{card.id}:{number}", min(MOST, score), Composed(text, tuple(why), f"FABE:{point.topic[0]}")
    )


def _persona(point: SellingPoint, situation: Situation) -> str | None:
    """Whom the benefit speaks to: named in the text or in the customer's notes."""
    notes = " ".join(situation.customer.all_notes) if situation.customer is not None else ""
    names = dict.fromkeys((*point.personas, *(name for name, _ in point.scenes)))
    return next((name for name in names if name in situation.folded or name in notes), None)


def _fact(card: ProductCard, name: str, value: str) -> Option:
    answer = literal(f"{card.name}的{name}是{bare(value)}。")
    text = Composed(answer, (f"问到“{name}”", "产品参数"), f"参数:{name}", f"{name}:{value}")
    return Option("faq", f"fact:{card.id}:{name}", FACT_SCORE, text)


def _comparing(card: ProductCard, shelf: Shelf) -> Iterator[Option]:
    """For who compares: what sets the product apart, and the two of a pair side by side."""
    if card.versus.strip():
        text = Composed(
            literal(f"{bare(card.versus)}。"), ("客户在比较", "产品卡片"), "和同类的区别", bare(card.versus)
        )
        yield Option("faq", f"versus:{card.id}", VERSUS_SCORE, text)
    base, step_up = _pair_of(card, shelf)
    template = pair(base, step_up) if base is not None and step_up is not None else None
    if base is not None and step_up is not None and template is not None:
        text = Composed(template, ("客户在比较", f"基础款:{base.name}", f"升级款:{step_up.name}"), "两款怎么选")
        yield Option("choice", f"pair:{base.id}:{step_up.id}", PAIR_SCORE, text)


def _pair_of(card: ProductCard, shelf: Shelf) -> tuple[ProductCard | None, ProductCard | None]:
    """(base, step up) that this card is one of; the one in question as the base goes before it as the step up."""
    if card.upgrade:
        return card, shelf.card(card.upgrade)
    return shelf.base_of(card.id), card


def _asked(point: SellingPoint, text: str) -> list[str]:
    return [topic for topic in point.topic if topic and topic in text]
