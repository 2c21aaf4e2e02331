"""Which scripts are looked at: everything that the conditions allow and that a word or a condition speaks for.

Their number is bounded, so that choosing costs the same in a small library and in a large one.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from csassist.conversation.message import Customer
from csassist.conversation.tier import Tier
from csassist.suggest.library import Found, Library, Seen, Ways
from csassist.suggest.masks import lowest, trigger_names
from csassist.suggest.planes import DEPTH, add, best
from csassist.suggest.situation import Situation

WORDED = 6  # through words, all of them while there are no more; else …
BEST = 3  # … so many with most agreeing words, and …
RIVALS = 2  # … the best of so many further kinds
PLAIN = 5  # through conditions only, best agreement first
REMEMBERED = 1024  # combinations of conditions; a shop meets some dozens
DAY_S, SHOP_S = 86400, 28800  # Asia/Shanghai is 8 hours ahead, no summer time since 1991

EPOCH = date(1970, 1, 1).toordinal()
_WATCH = Tier.WATCH
_TIER_NAMES = tuple(tier.name for tier in Tier)


def candidates(library: Library, situation: Situation, seen: Seen, known: tuple[str, ...]) -> int:
    """The scripts that may be shown, as a mask: at most WORDED + PLAIN of them.

    `seen` = the text as the library reads it; `known` = slots that have a value.
    """
    ways = _ways(library, situation, seen.cues)
    allowed = _allowed(library, situation, known, situation.choosing.numbered or "number" in seen.cues)
    if seen.quiet and not situation.heated:
        allowed &= ways.quiet
    named = seen.persona
    if library.personas and situation.customer is not None:
        named |= _noted(library, situation.customer)
    if seen.also or named:
        masks = library.masks
        allowed &= ways.fitting & (masks.single | seen.also) & (masks.persona.free | named)
    else:
        allowed &= ways.usual
    if seen.vetoed:
        allowed &= ~seen.vetoed
    among = seen.asked & allowed
    if among.bit_count() > WORDED:
        among = _agreeing(library, seen.found, among)
    plain = allowed & ways.plain
    if plain:
        among |= plain if plain.bit_count() <= PLAIN else _best_plain(ways.groups, plain)
    return among


def _allowed(library: Library, situation: Situation, known: tuple[str, ...], given: bool) -> int:
    """Scripts that no condition excludes, without those this conversation has seen.

    `given` = the customer has sent an order number: nobody asks for it again, though no slot holds it.
    """
    reading, customer = situation.reading, situation.customer
    day = int(situation.now.timestamp() + SHOP_S) // DAY_S if library.masks.windows else 0
    value = customer.value if customer is not None else None
    warm = reading.degrees >= library.spec.heat_gate
    key = (reading.emotion, reading.triggers, situation.tier, warm, value, situation.customer_type, day, known, given)
    mask = library.allowed.get(key)
    if mask is None:
        if len(library.allowed) >= REMEMBERED:
            library.allowed.clear()
        mask = library.allowed[key] = _conditions(library, situation, (day, frozenset(known), given))
    if not situation.offered:
        return mask
    bits, shown = library.bits, 0
    for script_id in situation.offered:
        if script_id in bits:
            shown |= bits[script_id]
    return mask & ~shown


def _conditions(library: Library, situation: Situation, about: tuple[int, frozenset[str], bool]) -> int:
    """What `_allowed` remembers. `about` = the shop's day (since 1970), the slots that are known."""
    masks, reading = library.masks, situation.reading
    day, known, given = about
    allowed = masks.emotion.fits_one(reading.emotion) & masks.tier.fits_one(_TIER_NAMES[situation.tier])
    value = situation.customer.value if situation.customer is not None else None
    allowed &= masks.value.fits_one(value) if value else masks.value.free
    triggers = trigger_names(reading.triggers)
    if triggers:
        allowed &= masks.trigger.fits(triggers)
    if situation.customer_type:
        allowed &= masks.customer.fits_one(situation.customer_type)
    allowed &= ~(
        masks.needs.beyond(known)
        | masks.lacks.asks((*known, "order_id") if given else tuple(known))
        | masks.dated(date.fromordinal(EPOCH + day).isoformat())
    )
    if situation.hot:
        allowed &= ~(masks.selling | masks.closing | masks.pressing)
    elif reading.degrees >= library.spec.heat_gate:
        allowed &= ~(masks.selling | masks.pressing)
    if situation.unhappy:
        allowed &= ~masks.pressing
    elif situation.tier < _WATCH:
        allowed &= ~masks.kinds.get("empathy", 0)
    return allowed


def _noted(library: Library, customer: Customer) -> int:
    """Scripts for a person whom the customer's notes name."""
    named = 0
    for note in customer.notes:
        for persona in library.personas:
            if persona in note:
                named |= library.masks.persona.named[persona]
    return named


def _agreeing(library: Library, found: Found, among: int) -> int:
    """Those with most agreeing words, rare words first, and rivals of other kinds."""
    planes = [0] * DEPTH
    for number in found:
        posting = library.postings[number]
        held = posting.held & among
        if held:
            add(planes, held, posting.level)
    chosen = best(planes, among, BEST)
    rivals = 0
    for kind in library.masks.kinds.values():
        others = among & kind
        if others and not others & chosen:
            chosen |= best(planes, others, 1)
            rivals += 1
            if rivals == RIVALS:
                break
    return chosen


def _ways(library: Library, situation: Situation, cues: tuple[str, ...]) -> Ways:
    """What the way of a text, the matter and the mood ask for; remembered by the library."""
    reading, heard = situation.reading, situation.heard
    value = situation.customer.value if situation.customer is not None else None
    key = (reading.emotion, reading.triggers, reading.scenes, situation.tier, value, heard, cues)
    ways = library.agreeing.get(key)
    if ways is None:
        if len(library.agreeing) >= REMEMBERED:
            library.agreeing.clear()
        masks, groups = library.masks, _groups(library, situation, cues)
        fitting = masks.heard.fits_one(heard) & masks.says.fits(cues)
        ways = library.agreeing[key] = Ways(
            fitting,
            fitting & masks.single & masks.persona.free,
            masks.closing | masks.heard.asks((heard,)) | masks.says.asks(cues),
            groups,
            reduce(or_, groups, 0),
        )
    return ways


def _best_plain(groups: tuple[int, ...], plain: int) -> int:
    """PLAIN of these scripts, best agreement first."""
    chosen = 0
    room = PLAIN
    for mask in groups:
        more = mask & plain & ~chosen
        if more:
            chosen |= lowest(more, room)
            room = PLAIN - chosen.bit_count()
            if room <= 0:
                break
    return chosen


def _groups(library: Library, situation: Situation, cues: tuple[str, ...]) -> tuple[int, ...]:
    """Scripts without words by what asks for them by name, most telling first; scenes and triggers must agree."""
    masks, reading = library.masks, situation.reading
    triggers = trigger_names(reading.triggers)
    fitting = masks.scene.fits(reading.scenes) & masks.trigger.fits(triggers) & ~masks.worded
    emotion, trigger = masks.emotion.asks((reading.emotion,)), masks.trigger.asks(triggers)
    scene, tier = masks.scene.asks(reading.scenes), masks.tier.asks((_TIER_NAMES[situation.tier],))
    heard, says = masks.heard.asks((situation.heard,)), masks.says.asks(cues)
    value = situation.customer.value if situation.customer is not None else None
    own = masks.value.named.get(value, 0) if value else 0  # written for this value tier: looked at before all others
    groups = (
        own & (emotion | tier | scene),
        heard & says,
        heard,
        emotion & trigger,
        says & scene,
        says,
        scene & (emotion | trigger),
        trigger | scene,
        emotion,
        tier,
    )
    return tuple([group & fitting for group in groups if group & fitting])
