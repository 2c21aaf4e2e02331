"""Which scripts are looked at: everything that the conditions allow and that a word or a condition speaks for.

Their number is bounded, so that choosing costs the same in a small library and in a large one.
"""

from __future__ import annotations

from datetime import timedelta

from csassist.conversation.tier import Tier
from csassist.suggest.library import Found, Library, Seen
from csassist.suggest.masks import bits, lowest, trigger_names
from csassist.suggest.planes import DEPTH, add, best
from csassist.suggest.situation import Situation

WORDED = 6  # most candidates through words, those with most agreeing words first …
RIVALS = 3  # … and the best of so many further kinds
PLAIN = 5  # most candidates through conditions only, best agreement first
REMEMBERED = 1024  # combinations of conditions; a shop meets some dozens
SHOP_OFFSET = timedelta(hours=8)  # Asia/Shanghai, no summer time since 1991

_WATCH = Tier.WATCH
_TIER_NAMES = tuple(tier.name for tier in Tier)


def candidates(library: Library, situation: Situation, seen: Seen, known: frozenset[str]) -> list[int]:
    """Numbers of the scripts to be scored, at most WORDED + RIVALS + PLAIN, no order implied.

    `seen` = the text as the library reads it; `known` = slots that have a value.
    """
    masks = library.masks
    quiet = seen.quiet and not situation.heated
    allowed = _allowed(library, situation, known)
    if quiet:
        allowed &= masks.closing
    if masks.persona.named:
        allowed &= masks.persona.free | _personas(library, situation, seen.found)
    worded = _worded(library, seen.found, allowed)
    plain = 0 if quiet else _plain(library, situation, (allowed, seen.found))
    return [*bits(worded, WORDED + RIVALS), *bits(plain, PLAIN)]


def _allowed(library: Library, situation: Situation, known: frozenset[str]) -> int:
    """Scripts that no condition excludes, without those this conversation has seen."""
    reading, customer = situation.reading, situation.customer
    day = _day(situation) if library.masks.windows else ""
    value = customer.value if customer is not None else None
    warm = reading.degrees >= library.spec.heat_gate
    key = (reading.emotion, reading.triggers, situation.tier, warm, value, situation.customer_type, day, known)
    mask = library.allowed.get(key)
    if mask is None:
        if len(library.allowed) >= REMEMBERED:
            library.allowed.clear()
        mask = library.allowed[key] = _conditions(library, situation, (day, known))
    for script_id in situation.offered:
        bit = library.bits.get(script_id)
        if bit is not None:
            mask &= ~bit
    return mask


def _conditions(library: Library, situation: Situation, about: tuple[str, frozenset[str]]) -> int:
    """What `_allowed` remembers. `about` = the shop's day, the slots that are known."""
    masks, reading = library.masks, situation.reading
    day, known = about
    allowed = masks.emotion.fits_one(reading.emotion) & masks.tier.fits_one(_TIER_NAMES[situation.tier])
    value = situation.customer.value if situation.customer is not None else None
    allowed &= masks.value.fits_one(value) if value else masks.value.free
    triggers = trigger_names(reading.triggers)
    if triggers:
        allowed &= masks.trigger.fits(triggers)
    if situation.customer_type:
        allowed &= masks.customer.fits_one(situation.customer_type)
    allowed &= ~(masks.needs.beyond(known) | masks.lacks.asks(tuple(known)) | masks.dated(day))
    if situation.hot:
        allowed &= ~(masks.selling | masks.closing | masks.pressing)
    elif reading.degrees >= library.spec.heat_gate:
        allowed &= ~(masks.selling | masks.pressing)
    if situation.unhappy:
        allowed &= ~masks.pressing
    elif situation.tier < _WATCH:
        allowed &= ~masks.kinds.get("empathy", 0)
    return allowed


def _day(situation: Situation) -> str:
    """The shop's day, ISO."""
    now = situation.now
    offset = now.utcoffset()
    return (now + SHOP_OFFSET - offset if offset else now + SHOP_OFFSET).date().isoformat()


def _personas(library: Library, situation: Situation, found: Found) -> int:
    """Scripts for a person whom the text or the customer's notes name."""
    named = 0
    for number in found:
        named |= library.postings[number].persona
    notes = situation.customer.notes if situation.customer is not None else ()
    for persona in library.personas:
        if any(persona in note for note in notes):
            named |= library.masks.persona.named[persona]
    return named


def _worded(library: Library, found: Found, allowed: int) -> int:
    """Allowed scripts that a word found belongs to: those with most agreeing words, and rivals of other kinds."""
    masks, postings = library.masks, library.postings
    asked, also, vetoed = 0, 0, 0
    for number in found:
        posting = postings[number]
        asked |= posting.asked
        also |= posting.also
        vetoed |= posting.vetoed
    among = asked & allowed & ~vetoed & masks.worded
    among &= also | ~masks.doubled
    if among.bit_count() <= WORDED:
        return among
    planes = [0] * DEPTH
    for number in found:
        posting = postings[number]
        held = posting.held & among
        if held:
            add(planes, held, posting.level)
    chosen = best(planes, among, WORDED)
    rivals = 0
    for kind in masks.kinds.values():
        others = among & kind
        if others and not others & chosen and rivals < RIVALS:
            chosen |= best(planes, others, 1)
            rivals += 1
    return chosen


def _plain(library: Library, situation: Situation, about: tuple[int, Found]) -> int:
    """Allowed scripts without words that at least one condition asks for by name; scenes and triggers must agree."""
    masks, reading = library.masks, situation.reading
    allowed, found = about
    triggers = trigger_names(reading.triggers)
    allowed &= masks.scene.fits(reading.scenes) & masks.trigger.fits(triggers) & ~masks.worded
    if not allowed:
        return 0
    vetoed, also = 0, 0
    for number in found:
        vetoed |= library.postings[number].vetoed
        also |= library.postings[number].also
    allowed &= ~vetoed & (also | ~masks.doubled)
    emotion, trigger = masks.emotion.asks((reading.emotion,)), masks.trigger.asks(triggers)
    scene, tier = masks.scene.asks(reading.scenes), masks.tier.asks((_TIER_NAMES[situation.tier],))
    chosen = 0
    for mask in (emotion & trigger, scene & (emotion | trigger), trigger | scene, emotion, tier):
        room = PLAIN - chosen.bit_count()
        if room <= 0:
            break
        chosen |= lowest(mask & allowed & ~chosen, room)
    return chosen
