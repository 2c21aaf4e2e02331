"""The choice of cards: filter, score, diversify, floor, fill. Values in, values out; the same input, the same cards.

At most `spec.most` cards, no kind twice, no script that this conversation has seen, nothing on small talk.
"""

from __future__ import annotations

from csassist.catalogue.shelf import Shelf
from csassist.suggest.arrange import arrange
from csassist.suggest.candidates import candidates
from csassist.suggest.card import card, suggestion_id
from csassist.suggest.fabe import product_answers
from csassist.suggest.lens import Lens
from csassist.suggest.library import Library
from csassist.suggest.option import Option
from csassist.suggest.score import option, weigh
from csassist.suggest.situation import Situation
from csassist.suggest.slots import known_slots
from csassist.suggest.spec import Suggestion

__all__ = ["Situation", "choose_scripts", "suggestion_id"]


def choose_scripts(library: Library, shelf: Shelf, situation: Situation) -> tuple[Suggestion, ...]:
    """The cards for this situation, primary first; empty when there is nothing good to say."""
    seen = library.see(situation.folded)
    quiet = seen.quiet and not situation.heated
    slots = known_slots(situation, shelf)
    known = frozenset(slots) | shelf.granted(library.foreign)
    numbers = candidates(library, situation, seen, known)
    composed = [] if quiet else list(product_answers(library, shelf, situation, seen))
    if not (numbers or composed) and (quiet or not situation.hot):
        return ()
    lens = Lens.of(library, situation, seen, (slots, shelf.policy))
    options: list[Option] = composed
    for number in numbers:
        compiled = library.scripts[number]
        score = weigh(compiled, lens)
        if score >= lens.floor:
            options.append(option(compiled, lens, score))
    chosen = arrange(options, library, lens)
    return tuple([card(pick, lens, library, shelf) for pick in chosen])
