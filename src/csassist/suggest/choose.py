"""The choice of cards: filter, score, diversify, floor, fill. Values in, values out; the same input, the same cards.

At most `spec.most` cards, no kind twice, no script that this conversation has seen, nothing on small talk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

from csassist.catalogue.shelf import Shelf
from csassist.suggest.arrange import arrange
from csassist.suggest.candidates import candidates
from csassist.suggest.fabe import product_answers
from csassist.suggest.lens import Lens, is_quiet
from csassist.suggest.library import Library
from csassist.suggest.option import Composed, Option
from csassist.suggest.score import option, reasons, weigh
from csassist.suggest.situation import Situation
from csassist.suggest.spec import Suggestion

__all__ = ["Situation", "choose_scripts"]


def choose_scripts(library: Library, shelf: Shelf, situation: Situation) -> tuple[Suggestion, ...]:
    """The cards for this situation, primary first; empty when there is nothing good to say."""
    found = library.matcher.find(situation.folded)
    quiet = is_quiet(library, situation)
    numbers = list(candidates(library, situation, found, quiet))
    composed = [] if quiet else list(product_answers(library, shelf, situation))
    if not (numbers or composed) and (quiet or not situation.hot):
        return ()
    lens = Lens.of(library, shelf, situation, (found, quiet))
    options = arrange([*_scored(library, lens, numbers), *composed], library, situation)
    return tuple([_card(chosen, lens, library) for chosen in options])


def _scored(library: Library, lens: Lens, numbers: Sequence[int]) -> Iterator[Option]:
    """The candidates at or above the floor, as options."""
    for number in numbers:
        compiled = library.scripts[number]
        score = weigh(compiled, lens)
        if score >= lens.floor:
            yield option(compiled, lens, score)


def _card(chosen: Option, lens: Lens, library: Library) -> Suggestion:
    source = chosen.source
    filled = source.template.fill(lens.slots)
    if isinstance(source, Composed):
        why, title, fact, not_when = source.why, source.title, source.fact, ""
    else:
        script = source.script
        why = reasons(source, lens, library.matcher.words)
        title, fact, not_when = script.title, script.fact, script.not_when
    return Suggestion(
        id=suggestion_id(lens.situation.key, chosen.script_id),
        kind=chosen.kind,
        script_id=chosen.script_id,
        text=filled.text,
        score=round(chosen.score, 3),
        why=why,
        missing_slots=filled.missing,
        title=title,
        fact=fact,
        not_when=not_when,
    )


def suggestion_id(key: str, script_id: str) -> str:
    """`sg_` and 16 hex digits, derived from the burst and the script: the same decision names the same card."""
    return "sg_" + blake2b(f"{key}\x1f{script_id}".encode("utf-8", "replace"), digest_size=8).hexdigest()
