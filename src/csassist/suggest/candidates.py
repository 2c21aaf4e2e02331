"""Which scripts are looked at: everything that the conditions allow and that a word or a condition speaks for.

The number of candidates is bounded, so that choosing costs the same in a small library and in a large one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from csassist.conversation.tier import Tier
from csassist.suggest.library import Library
from csassist.suggest.masks import Masks, bits, lowest, trigger_names
from csassist.suggest.situation import Situation
from csassist.suggest.slots import SHOP_TIME

WORDED = 16  # most candidates through words, rarest word first
PLAIN = 10  # most candidates through conditions only, best agreement first

_WATCH = Tier.WATCH
_TIER_NAMES = tuple(tier.name for tier in Tier)


def candidates(library: Library, situation: Situation, found: Mapping[int, object], quiet: bool) -> Iterator[int]:
    """Numbers of the scripts to be scored, at most WORDED + PLAIN, no order implied.

    `found` = numbers of the library's words in the text; `quiet` = small talk, which only closing scripts answer.
    """
    allowed = _allowed(library, situation)
    if quiet:
        allowed &= library.masks.closing
    for word in found:
        allowed &= ~library.vetoed.get(word, 0)
    yield from bits(_worded(library, found, allowed & library.masks.worded), WORDED)
    yield from bits(_plain(library.masks, situation, allowed & ~library.masks.worded), PLAIN)


def _allowed(library: Library, situation: Situation) -> int:
    """Scripts that no condition excludes."""
    masks, reading = library.masks, situation.reading
    allowed = masks.emotion.fits_one(reading.emotion) & masks.tier.fits_one(_TIER_NAMES[situation.tier])
    value = situation.customer.value if situation.customer is not None else None
    allowed &= masks.value.fits_one(value) if value else masks.value.free
    triggers = trigger_names(reading.triggers)
    if triggers:
        allowed &= masks.trigger.fits(triggers)
    if situation.hot:
        allowed &= ~(masks.selling | masks.closing)
    elif reading.degrees >= library.spec.heat_gate:
        allowed &= ~masks.selling
    if situation.tier < _WATCH and not situation.unhappy:
        allowed &= ~masks.kinds.get("empathy", 0)
    if any(dated & allowed for _, _, dated in masks.windows):
        allowed &= ~_out_of_date(masks, situation.now)
    return allowed & ~_offered(library, situation.offered) if situation.offered else allowed


def _out_of_date(masks: Masks, now: datetime) -> int:
    """Scripts whose window the shop's day lies outside of."""
    today = now.astimezone(SHOP_TIME).date().isoformat()
    out = 0
    for first, last, dated in masks.windows:
        if today < first or (last and today > last):
            out |= dated
    return out


def _offered(library: Library, offered: tuple[str, ...]) -> int:
    """Scripts that this conversation has seen."""
    seen = 0
    for script_id in offered:
        number = library.numbers.get(script_id)
        if number is not None:
            seen |= 1 << number
    return seen


def _worded(library: Library, found: Mapping[int, object], allowed: int) -> int:
    """Allowed scripts that one of the words found belongs to."""
    held = []
    for word in found:
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


def _plain(masks: Masks, situation: Situation, allowed: int) -> int:
    """Allowed scripts without words that at least one condition asks for by name; scenes and triggers must agree."""
    reading = situation.reading
    triggers = trigger_names(reading.triggers)
    allowed &= masks.scene.fits(reading.scenes) & masks.trigger.fits(triggers)
    if not allowed:
        return 0
    emotion, trigger = masks.emotion.asks((reading.emotion,)), masks.trigger.asks(triggers)
    scene, tier = masks.scene.asks(reading.scenes), masks.tier.asks((_TIER_NAMES[situation.tier],))
    chosen = 0
    for mask in (emotion & trigger, scene & (emotion | trigger), trigger | scene, emotion, tier):
        room = PLAIN - chosen.bit_count()
        if room <= 0:
            break
        chosen |= lowest(mask & allowed & ~chosen, room)
    return chosen
