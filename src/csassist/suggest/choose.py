"""The choice of cards: filter, score, diversify, floor, fill. Values in, values out; the same input, the same cards.

At most `spec.most` cards, no kind twice, no script that this conversation has seen, nothing on small talk.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from csassist.catalogue.shelf import Shelf
from csassist.suggest.arrange import arrange
from csassist.suggest.candidates import candidates
from csassist.suggest.fabe import product_answers
from csassist.suggest.lens import Lens
from csassist.suggest.library import Library
from csassist.suggest.option import Option
from csassist.suggest.score import reasons, weigh
from csassist.suggest.situation import Situation
from csassist.suggest.spec import Suggestion

__all__ = ["Situation", "choose_scripts"]


def choose_scripts(library: Library, shelf: Shelf, situation: Situation) -> tuple[Suggestion, ...]:
    """The cards for this situation, primary first; empty when there is nothing good to say."""
    lens = Lens.of(library, shelf, situation)
    options = []
    for number in candidates(library, lens):
        option = weigh(library.scripts[number], lens)
        if option is not None:
            options.append(option)
    if lens.quiet:
        chosen = arrange(options, library, situation) if options else []
    else:
        options.extend(product_answers(library, shelf, situation))
        chosen = arrange(options, library, situation)
    return tuple(_card(_explained(option, library, lens), lens) for option in chosen)


def _explained(option: Option, library: Library, lens: Lens) -> Option:
    number = library.numbers.get(option.script_id)
    if option.why or number is None:
        return option
    return replace(option, why=reasons(library.scripts[number], lens, library.matcher.words))


def _card(option: Option, lens: Lens) -> Suggestion:
    filled = option.template.fill(lens.slots)
    return Suggestion(
        id=suggestion_id(lens.situation.key, option.script_id),
        kind=option.kind,
        script_id=option.script_id,
        text=filled.text,
        score=round(option.score, 3),
        why=option.why,
        missing_slots=filled.missing,
        title=option.title,
        fact=option.fact,
        not_when=option.not_when,
    )


def suggestion_id(key: str, script_id: str) -> str:
    """`sg_` and 16 hex digits, derived from the burst and the script: the same decision names the same card."""
    return "sg_" + blake2b(f"{key}\x1f{script_id}".encode("utf-8", "replace"), digest_size=8).hexdigest()
