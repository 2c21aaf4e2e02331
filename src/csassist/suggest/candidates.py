"""Which scripts are looked at: everything that the conditions allow and that a word or a condition speaks for.

The number of candidates is bounded, so that choosing costs the same in a small library and in a large one.
"""

from __future__ import annotations

from collections.abc import Iterator

from csassist.conversation.tier import Tier
from csassist.suggest.lens import Lens
from csassist.suggest.library import Library
from csassist.suggest.masks import Masks, bits, lowest

WORDED = 32  # most candidates through words, rarest word first
PLAIN = 20  # most candidates through conditions only, best agreement first


def candidates(library: Library, lens: Lens) -> Iterator[int]:
    """Numbers of the scripts to be scored, at most WORDED + PLAIN, no order implied."""
    allowed = _allowed(library, lens)
    yield from bits(_worded(library, lens, allowed & library.masks.worded), WORDED)
    yield from bits(_plain(library.masks, lens, allowed & ~library.masks.worded), PLAIN)


def _allowed(library: Library, lens: Lens) -> int:
    """Scripts that no condition excludes."""
    masks, situation = library.masks, lens.situation
    allowed = masks.emotion.fits(lens.emotions) & masks.tier.fits(lens.tiers) & masks.value.fits(lens.values)
    if lens.triggers:
        allowed &= masks.trigger.fits(lens.triggers)
    if lens.quiet:
        allowed &= masks.closing
    if situation.hot:
        allowed &= ~(masks.selling | masks.closing)
    elif situation.reading.degrees >= library.spec.heat_gate:
        allowed &= ~masks.selling
    if situation.tier < Tier.WATCH and not situation.unhappy:
        allowed &= ~masks.kinds.get("empathy", 0)
    for slot, needing in masks.needs:
        if slot not in lens.slots:
            allowed &= ~needing
    for first, last, dated in masks.windows:
        if lens.today < first or (last and lens.today > last):
            allowed &= ~dated
    for word in lens.found:
        allowed &= ~library.vetoed.get(word, 0)
    return allowed & ~_offered(library, situation.offered)


def _offered(library: Library, offered: tuple[str, ...]) -> int:
    """Scripts that this conversation has seen."""
    seen = 0
    for script_id in offered:
        number = library.numbers.get(script_id)
        if number is not None:
            seen |= 1 << number
    return seen


def _worded(library: Library, lens: Lens, allowed: int) -> int:
    """Allowed scripts that one of the words found belongs to."""
    held = []
    for word in lens.found:
        mask = library.asked[word] & allowed
        if mask:
            held.append((mask.bit_count(), mask))
    held.sort()
    chosen = 0
    for _, mask in held:
        room = WORDED - chosen.bit_count()
        if room <= 0:
            break
        chosen |= lowest(mask & ~chosen, room)
    return chosen


def _plain(masks: Masks, lens: Lens, allowed: int) -> int:
    """Allowed scripts without words that at least one condition asks for by name; scenes and triggers must agree."""
    allowed &= masks.scene.fits(lens.scenes) & masks.trigger.fits(lens.triggers)
    if not allowed:
        return 0
    emotion, trigger = masks.emotion.asks(lens.emotions), masks.trigger.asks(lens.triggers)
    scene, tier = masks.scene.asks(lens.scenes), masks.tier.asks(lens.tiers)
    chosen = 0
    for mask in (emotion & trigger, scene & (emotion | trigger), trigger | scene, emotion, tier):
        room = PLAIN - chosen.bit_count()
        if room <= 0:
            break
        chosen |= lowest(mask & allowed & ~chosen, room)
    return chosen
