"""A chosen option as a card: filled text, reasons, what is missing, who must approve. Decides nothing about order."""

from __future__ import annotations

from hashlib import blake2b

from csassist.catalogue.shelf import Shelf
from csassist.suggest.compiled import Compiled
from csassist.suggest.fill import Filled
from csassist.suggest.lens import Lens
from csassist.suggest.library import Library
from csassist.suggest.option import Composed, Option
from csassist.suggest.reasons import reasons
from csassist.suggest.spec import Suggestion


def card(chosen: Option, lens: Lens, library: Library, shelf: Shelf) -> Suggestion:
    """The suggestion as it is shown."""
    source = chosen.source
    name = suggestion_id(lens.situation.key, chosen.script_id)
    score = round(chosen.score, 3)
    if isinstance(source, Composed):
        filled = source.template.fill(lens.slots, lens.policy)
        return Suggestion(
            name, chosen.kind, chosen.script_id, filled.text, score, source.why, filled.missing,
            "A", source.title, source.fact, "", "", source.ahead,
        )  # fmt: skip
    script = source.script
    if script.concession:
        filled, approval = _conceding(source, lens, shelf)
    else:
        filled, approval = source.template.fill(lens.slots, lens.policy), ""
    why = reasons(source, lens, library.matcher.words)
    return Suggestion(
        name, script.kind, script.id, filled.text, score, why, filled.missing,
        "A", script.title, script.fact, script.not_when, approval, _ahead(source, lens) if source.ahead else (),
        script.version,
    )  # fmt: skip


def suggestion_id(key: str, script_id: str) -> str:
    """`sg_` and 16 hex digits, derived from the burst and the script: the same decision names the same card."""
    return "sg_" + blake2b(f"{key}\x1f{script_id}".encode("utf-8", "replace"), digest_size=8).hexdigest()


def _conceding(source: Compiled, lens: Lens, shelf: Shelf) -> tuple[Filled, str]:
    """The text, and why somebody must approve it; what a script concedes is bounded by the catalogue."""
    customer, concession = lens.situation.customer, source.script.concession
    granted = shelf.grant(concession, customer.value if customer is not None else None, lens.situation.authority)
    if granted is None:
        return source.template.fill(lens.slots, lens.policy), ""
    return source.template.fill({**lens.slots, "concession": granted.text}, lens.policy), granted.approval


def _ahead(source: Compiled, lens: Lens) -> tuple[str, ...]:
    """Answers to the likely next questions; one with an open slot is left out: half an answer is none."""
    lines = [template.fill(lens.slots, lens.policy) for template in source.ahead]
    return tuple(line.text for line in lines if not line.missing)
