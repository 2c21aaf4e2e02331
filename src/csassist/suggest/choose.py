"""The choice of cards: filter, score, diversify, floor, fill. Values in, values out; the same input, the same cards.

At most `spec.most` cards, no kind twice, no script that this conversation has seen, nothing on small talk.
"""

from __future__ import annotations

from csassist.catalogue.shelf import Shelf
from csassist.suggest.arrange import SURE, arrange
from csassist.suggest.candidates import candidates
from csassist.suggest.card import card, suggestion_id
from csassist.suggest.compiled import Compiled
from csassist.suggest.fabe import product_answers
from csassist.suggest.lens import Lens
from csassist.suggest.library import Library, Seen
from csassist.suggest.masks import numbers
from csassist.suggest.option import Option
from csassist.suggest.score import option, weigh
from csassist.suggest.situation import Situation
from csassist.suggest.slots import known_slots
from csassist.suggest.spec import Suggestion

__all__ = ["Situation", "choose_scripts", "suggestion_id"]

Held = dict[str, tuple[tuple[bool, float, str], Compiled]]  # kind -> (general, -score, id), script


def choose_scripts(library: Library, shelf: Shelf, situation: Situation) -> tuple[Suggestion, ...]:
    """The cards for this situation, primary first; empty when there is nothing good to say."""
    return choose_seen(library, shelf, situation, library.see(situation.folded, situation.text))


def choose_seen(library: Library, shelf: Shelf, situation: Situation, seen: Seen) -> tuple[Suggestion, ...]:
    """The same for a text that was looked at before."""
    quiet = seen.quiet and not situation.heated
    slots = known_slots(situation, shelf)
    granted = shelf.granted(library.foreign)
    mask = candidates(library, situation, seen, (*slots, *granted) if slots else granted)
    composed = [] if quiet or situation.context is None else _composed(library, shelf, situation, seen)
    if not (mask or composed) and (quiet or not situation.hot):
        return ()
    lens = Lens.of(library, situation, seen, (slots, shelf.policy))
    options = [*composed, *_best(library, shelf, lens, mask)]
    return tuple([card(pick, lens, library, shelf) for pick in arrange(options, library, lens)])


def _composed(library: Library, shelf: Shelf, situation: Situation, seen: Seen) -> list[Option]:
    """Answers from the product card that this conversation has not seen."""
    offered = situation.offered
    return [option for option in product_answers(library, shelf, situation, seen) if option.script_id not in offered]


def _best(library: Library, shelf: Shelf, lens: Lens, mask: int) -> list[Option]:
    """The best script of each kind at or above the floor; of equals the one with the lower id.

    A general script is weighed only where `arrange` would look at it: nobody is hot, nothing particular is sure, and
    nothing particular of its kind stands.
    """
    held: Held = {}
    general = mask & library.masks.general
    _consider(held, numbers(mask ^ general), (library, shelf), lens)
    if general and not lens.hot:
        for kind, (place, _) in held.items():
            general &= 0 if place[1] <= -SURE else ~library.masks.kinds[kind]
        _consider(held, numbers(general), (library, shelf), lens)
    return [option(compiled, -place[1]) for place, compiled in held.values()]


def _consider(held: Held, found: list[int], shop: tuple[Library, Shelf], lens: Lens) -> None:
    """Keeps of these scripts the best of each kind."""
    scripts, shelf, floor = shop[0].scripts, shop[1], lens.floor
    for number in found:
        compiled = scripts[number]
        score = weigh(compiled, lens)
        if score < floor:
            continue
        script = compiled.script
        if script.concession and not _granted(script.concession, shelf, lens):
            continue
        place = (compiled.general, -score, script.id)
        kind = script.kind
        if kind not in held or place < held[kind][0]:
            held[kind] = (place, compiled)


def _granted(concession: str, shelf: Shelf, lens: Lens) -> bool:
    customer = lens.situation.customer
    value = customer.value if customer is not None else None
    return shelf.grant(concession, value, lens.situation.authority) is not None
