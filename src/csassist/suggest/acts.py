"""What a card does, in ten words: soothe, check, offer … For evaluation and reports; choosing does not look at it."""

from __future__ import annotations

from csassist.suggest.library import Library
from csassist.suggest.spec import Act, Kind, Script, Suggestion

BY_KIND: dict[Kind, Act] = {
    "empathy": "soothe",
    "action": "check",
    "fabe": "answer_product",
    "faq": "explain",
    "policy": "explain",
    "question": "ask_order",
    "choice": "offer",
    "acknowledge": "check",
    "nudge": "offer",
    "handover": "handover",
}


def script_act(script: Script) -> Act:
    """The act a script names, else what its kind does; a fact before a purchase answers about the product."""
    if script.act is not None:
        return script.act
    if script.kind == "acknowledge" and script.scene == "closing":
        return "close"
    if script.kind == "faq" and script.scene == "presale":
        return "answer_product"
    return BY_KIND[script.kind]


def card_act(library: Library, card: Suggestion) -> Act:
    """The act of a card; texts composed from a product card answer about it, a call for rescue hands over."""
    script = library.script(card.script_id)
    if script is not None:
        return script_act(script)
    return "handover" if card.script_id.startswith("rescue:") else "answer_product"
