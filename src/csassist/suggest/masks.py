"""Sets of scripts as bits of one integer: bit i = script number i. Intersections cost the same for 50 and 5 000."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from csassist.conversation.reading import Trigger
from csassist.frozen import frozen
from csassist.suggest.compiled import Compiled
from csassist.suggest.spec import Script


@frozen
class Facet:
    """One condition. `named` = value -> scripts that ask for it; `free` = scripts without this condition."""

    named: Mapping[str, int]
    free: int

    def fits(self, values: Sequence[str]) -> int:
        """Scripts whose condition one of the values meets, or that have none."""
        return self.free | self.asks(values) if values else self.free

    def fits_one(self, value: str) -> int:
        """The same for a single value."""
        return self.free | self.named.get(value, 0)

    def asks(self, values: Sequence[str]) -> int:
        """Scripts that ask for one of the values by name."""
        mask = 0
        for value in values:
            mask |= self.named.get(value, 0)
        return mask

    def beyond(self, values: frozenset[str]) -> int:
        """Scripts that ask for a value which is not among these."""
        mask = 0
        for value, scripts in self.named.items():
            if value not in values:
                mask |= scripts
        return mask


@frozen
class Masks:
    """Every condition of every script of a library."""

    emotion: Facet
    trigger: Facet
    tier: Facet
    scene: Facet
    value: Facet
    customer: Facet  # customer types
    persona: Facet
    needs: Facet  # slots
    lacks: Facet
    heard: Facet  # what the agent asked for
    says: Facet  # cues of the text
    worded: int
    single: int  # scripts without `also` words
    closing: int
    selling: int
    pressing: int  # with a tactic of persuasion
    general: int  # they answer the way of a text, not its matter
    kinds: Mapping[str, int]
    windows: tuple[tuple[str, str, int], ...]  # first and last day (ISO, empty = open) -> scripts valid between only

    @classmethod
    def build(cls, scripts: Sequence[Compiled]) -> Masks:
        """Masks over scripts in their order."""

        def facet(names: Callable[[Script], Sequence[str]]) -> Facet:
            named, free = _group(scripts, names)
            return Facet(named, free)

        kinds, _ = _group(scripts, lambda s: (s.kind,))
        return cls(
            emotion=facet(lambda s: s.when.emotions),
            trigger=facet(lambda s: s.when.triggers),
            tier=facet(lambda s: s.when.tiers),
            scene=facet(lambda s: s.when.scenes),
            value=facet(lambda s: s.when.values),
            customer=facet(lambda s: s.types),
            persona=facet(lambda s: (s.persona,) if s.persona else ()),
            needs=facet(lambda s: s.when.needs),
            lacks=facet(lambda s: s.when.lacks),
            heard=facet(lambda s: s.when.heard),
            says=facet(lambda s: s.when.says),
            worded=_where(scripts, lambda c: bool(c.words)),
            single=_where(scripts, lambda c: not c.script.when.also),
            closing=_where(scripts, lambda c: c.closing),
            selling=_where(scripts, lambda c: c.selling),
            pressing=_where(scripts, lambda c: c.script.tactic is not None),
            general=_where(scripts, lambda c: c.general),
            kinds=kinds,
            windows=_windows(scripts),
        )

    def dated(self, day: str) -> int:
        """Scripts whose window `day` (ISO, the shop's) lies outside of."""
        out = 0
        for first, last, scripts in self.windows:
            if day < first or (last and day > last):
                out |= scripts
        return out


def bits(mask: int, most: int) -> Iterator[int]:
    """Numbers of the lowest set bits, at most `most` of them."""
    while mask and most:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
        most -= 1


def numbers(mask: int) -> list[int]:
    """Numbers of all set bits, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def lowest(mask: int, most: int) -> int:
    """The mask cut down to its lowest `most` bits."""
    if mask.bit_count() <= most:
        return mask
    rest = mask
    for _ in range(most):
        rest &= rest - 1
    return mask ^ rest


def trigger_names(triggers: Sequence[Trigger]) -> tuple[str, ...]:
    """The triggers as scripts name them; `other` says that none is known, so it is left out."""
    if not triggers:
        return ()
    return tuple([trigger.value for trigger in triggers if trigger is not Trigger.OTHER])


def _where(scripts: Sequence[Compiled], test: Callable[[Compiled], bool]) -> int:
    mask = 0
    for number, compiled in enumerate(scripts):
        if test(compiled):
            mask |= 1 << number
    return mask


def _group(scripts: Sequence[Compiled], names: Callable[[Script], Sequence[str]]) -> tuple[dict[str, int], int]:
    named: dict[str, int] = {}
    free = 0
    for number, compiled in enumerate(scripts):
        wanted = names(compiled.script)
        for name in wanted:
            named[name] = named.get(name, 0) | 1 << number
        if not wanted:
            free |= 1 << number
    return named, free


def _windows(scripts: Sequence[Compiled]) -> tuple[tuple[str, str, int], ...]:
    found: dict[tuple[str, str], int] = {}
    for number, compiled in enumerate(scripts):
        window = (compiled.script.valid_from, compiled.script.valid_until)
        if any(window):
            found[window] = found.get(window, 0) | 1 << number
    return tuple((first, last, mask) for (first, last), mask in sorted(found.items()))
