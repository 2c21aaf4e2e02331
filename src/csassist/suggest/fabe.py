"""Answers from the product card: a FABE reply for the point asked about, or a plain parameter. Sells to nobody upset.

Feature, advantage, benefit and evidence all come from the card; without evidence the card stays open and says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from csassist.catalogue.shelf import EVIDENCE, Shelf
from csassist.catalogue.spec import Evidence, ProductCard, SellingPoint
from csassist.conversation.reading import Trigger
from csassist.suggest.fill import Template
from csassist.suggest.library import Library, Seen
from csassist.suggest.option import Composed, Option
from csassist.suggest.roles import COMPARISON, DECISION, DOUBT, NO_SALE, QUESTION
from csassist.suggest.situation import Situation

FABE_SCORE, FACT_SCORE = 0.62, 0.66  # a topic word of the very product in question beats a general script
PER_TOPIC, PERSONA = 0.06, 0.08
OPEN = 0.12  # without evidence
MOST = 0.95
TROUBLE = frozenset(("damage", "returns", "refund", "delivery_problem", "complaint", "allergy", "shipping", "closing"))
SALE_TRIGGERS = frozenset((Trigger.PRICE, Trigger.PRODUCT, Trigger.OTHER))
_STOPS = " 。，；、,.;"


def product_answers(library: Library, shelf: Shelf, situation: Situation, seen: Seen) -> Iterator[Option]:
    """Options of kind fabe and faq for the product in context; none above the heat gate or amid trouble."""
    context = situation.context
    card = shelf.card(context.product_id) if context is not None else None
    if card is None:
        return
    text = situation.folded
    answers = [(number, asked) for number, point in enumerate(card.points) if (asked := _asked(point, text))]
    facts = [(name, value) for name, value in card.facts if name and name.lower() in text]
    if not (answers or facts) or not _may_sell(library, situation, seen.roles):
        return
    notes = " ".join(situation.customer.notes) if situation.customer is not None else ""
    for number, asked in answers:
        point, script_id = card.points[number], f"fabe:{card.id}:{number}"
        if script_id not in situation.offered:
            persona = next((p for p in point.personas if p in text or p in notes), None)
            yield _fabe(point, script_id, asked, persona, lead(seen.roles, persona))
    for name, value in facts:
        if f"fact:{card.id}:{name}" not in situation.offered:
            yield _fact(card, name, value)


def lead(roles: int, persona: str | None) -> str:
    """What goes first (D5): evidence for doubt and before an order, advantage for comparing, benefit for a use."""
    if roles & (DOUBT | DECISION):
        return "evidence"
    if roles & COMPARISON:
        return "advantage"
    return "benefit" if persona is not None else "feature"


def compose(point: SellingPoint, leading: str) -> Template:
    """The four parts as two or three sentences; missing evidence leaves the slot {evidence}."""
    feature, advantage, benefit = _bare(point.feature), _bare(point.advantage), _bare(point.benefit)
    proof = _proof(point.evidence)
    if leading == "evidence" and proof is not None:
        return _literal(f"{proof}。{feature}，{advantage}，{benefit}。")
    if leading == "advantage":
        body = f"{advantage}，主要是{feature}。{benefit}。"
    elif leading == "benefit":
        body = f"{benefit}。{feature}，{advantage}。"
    else:
        body = f"{feature}，{advantage}。{benefit}。"
    return Template((body, "。"), (EVIDENCE,)) if proof is None else _literal(f"{body}{proof}。")


def _may_sell(library: Library, situation: Situation, roles: int) -> bool:
    reading = situation.reading
    if situation.hot or situation.unhappy or reading.degrees >= library.spec.heat_gate:
        return False
    if any(trigger not in SALE_TRIGGERS for trigger in reading.triggers):
        return False
    if roles & NO_SALE or TROUBLE.intersection(reading.scenes):
        return False
    return not library.spec.questions or "?" in situation.folded or bool(roles & QUESTION)


def _fabe(point: SellingPoint, script_id: str, asked: list[str], persona: str | None, leading: str) -> Option:
    score = FABE_SCORE + PER_TOPIC * (len(asked) - 1)
    if persona is not None:
        score += PERSONA if asked != [persona] else -PERSONA  # who uses it is not yet what is asked
    elif point.personas:
        score -= PERSONA
    why = [f"问到“{max(asked, key=len)}”", "产品卡片"]
    if persona is not None:
        why.append(f"使用者:{persona}")
    if point.evidence is None:
        score -= OPEN
        why.append("缺少证据,暂不能发送")
    text = Composed(compose(point, leading), tuple(why), f"FABE:{point.topic[0]}")
    return Option("fabe", script_id, min(MOST, score), text)


def _fact(card: ProductCard, name: str, value: str) -> Option:
    answer = _literal(f"{card.name}的{name}是{_bare(value)}。")
    text = Composed(answer, (f"问到“{name}”", "产品参数"), f"参数:{name}", f"{name}:{value}")
    return Option("faq", f"fact:{card.id}:{name}", FACT_SCORE, text)


def _asked(point: SellingPoint, text: str) -> list[str]:
    return [topic for topic in point.topic if topic and topic in text]


def _proof(evidence: Evidence | None) -> str | None:
    if evidence is None or not evidence.text.strip():
        return None
    source = _bare(evidence.source)
    return _bare(evidence.text) + (f"（{source}可查）" if source else "")


def _bare(text: str) -> str:
    return text.strip(_STOPS)


def _literal(text: str) -> Template:
    return Template((text,), ())
