"""How the parts of a selling point become sentences: which goes first, how services differ.

Feature, advantage, benefit and evidence all come from the card; without evidence the slot {evidence} stays open.
"""

from __future__ import annotations

from typing import Literal

from csassist.catalogue.shelf import EVIDENCE
from csassist.catalogue.spec import Evidence, ProductCard, SellingPoint
from csassist.suggest.fill import Template
from csassist.suggest.roles import COMPARISON, DECISION, DOUBT

Lead = Literal["feature", "advantage", "benefit", "evidence"]
_STOPS = " 。，；、,.;"
# What convinces in a trade when nothing else decides (D4): what goes on skin, into the mouth or to a child is proved
# first; machines and clothes are told by what they are like to live with.
FRAMES: tuple[tuple[tuple[str, ...], Lead], ...] = (
    (("美妆", "护肤", "母婴", "食品", "宠物", "保健"), "evidence"),
    (("数码", "家电", "服饰", "鞋", "家居", "运动"), "benefit"),
)


def lead(card: ProductCard, roles: int, persona: str | None) -> Lead:
    """What goes first (D5): evidence for a doubt and before an order, advantage for comparing, benefit for a use.

    Else what the trade's frame says.
    """
    if roles & (DOUBT | DECISION):
        return "evidence"
    if roles & COMPARISON:
        return "advantage"
    if persona is not None:
        return "benefit"
    for names, first in FRAMES:
        if any(name in card.category for name in names):
            return first
    return "feature"


def compose(card: ProductCard, point: SellingPoint, leading: Lead, *, persona: str | None, loss: bool) -> Template:
    """Two or three sentences. `persona` = whose day the benefit is told from; `loss` = what going without it costs."""
    feature, advantage = bare(point.feature), bare(point.advantage)
    benefit = bare(dict(point.scenes).get(persona or "", "") or point.benefit)
    if loss and point.loss:
        benefit = f"{benefit}；{bare(point.loss)}"
    proof = proof_of(point.evidence)
    if leading == "evidence" and proof is not None:
        return literal(f"{proof}。{feature}，{advantage}，{benefit}。{_process(card)}")
    if leading == "advantage":
        body = f"{advantage}，主要是{feature}。{benefit}。"
    elif leading == "benefit":
        body = f"{benefit}。{feature}，{advantage}。"
    else:
        body = f"{feature}，{advantage}。{benefit}。"
    body += _process(card)
    return Template((body, "。"), (EVIDENCE,)) if proof is None else literal(f"{body}{proof}。")


def pair(base: ProductCard, step_up: ProductCard) -> Template | None:
    """Two ways to choose from (D9, D10): enough, or one step up, each with its own point; None when one is unproved."""
    enough, more = _proved(base), _proved(step_up)
    if enough is None or more is None:
        return None
    return literal(
        f"看您怎么用：{bare(enough.benefit)}，{base.name}就够；想要{bare(more.feature)}，可以看{step_up.name}，"
        f"{bare(more.benefit)}（{proof_of(more.evidence)}）。您更看重哪一样？"
    )


def proof_of(evidence: Evidence | None) -> str | None:
    """The proof with where it can be looked up; None without one."""
    if evidence is None or not evidence.text.strip():
        return None
    source = bare(evidence.source)
    return bare(evidence.text) + (f"（{source}可查）" if source else "")


def bare(text: str) -> str:
    """Without stops around it."""
    return text.strip(_STOPS)


def literal(text: str) -> Template:
    """A text that is never parsed for slots: braces on a product card are braces."""
    return Template((text,), ())


def _process(card: ProductCard) -> str:
    """A service cannot be held in the hand: how it goes is part of the answer (D3)."""
    return f"{bare(card.process)}。" if card.kind == "service" and card.process.strip() else ""


def _proved(card: ProductCard) -> SellingPoint | None:
    return next((point for point in card.points if proof_of(point.evidence) is not None), None)
