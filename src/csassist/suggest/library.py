"""The script library, indexed once: words to scripts, conditions to scripts. Knows no customer and chooses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from csassist.frozen import frozen
from csassist.suggest.bm25 import rarities
from csassist.suggest.compiled import Compiled, Draft, Segment
from csassist.suggest.cues import cues
from csassist.suggest.fill import parse
from csassist.suggest.masks import Masks
from csassist.suggest.matcher import Hit, Matcher
from csassist.suggest.option import Composed, Option
from csassist.suggest.quiet import LONGEST, is_small_talk
from csassist.suggest.roles import QUIET, vocabulary
from csassist.suggest.spec import ChooseSpec, Script
from csassist.thermometer.text import Folder

Found = Mapping[int, tuple[int, int]]  # word number -> span of its first place in the folded text


@frozen
class Posting:
    """What one word says of every script, as masks."""

    asked: int = 0  # scripts that have it among their words
    also: int = 0
    vetoed: int = 0
    held: int = 0  # scripts that have it among their words or in their examples
    level: int = 0  # 2**level is what it adds to the tally of those
    rarity: float = 0.0  # inverse document frequency among the examples, 0 for no such term
    roles: int = 0
    persona: int = 0
    beside: bool = False  # it has roles, names a person, meets a second condition or vetoes


@frozen
class Ways:
    """What one way of asking allows, as masks; worked out once per combination (candidates.py).

    `fitting` = scripts for what was heard and for the cues of the text, `usual` = those of them that need no second
    word and no person named, `quiet` = what may answer small talk, `plain` = scripts without words that something asks
    for by name, `groups` = the same, most telling first.
    """

    fitting: int
    usual: int
    quiet: int
    groups: tuple[int, ...]
    plain: int


@frozen
class Seen:
    """One text as the library reads it. `roles` = bits of the pack's vocabulary, `quiet` = nothing but small talk.

    `asked`, `also`, `vetoed` = scripts that the words found ask for, meet the second condition of, silence; `terms` =
    the words found that stand in examples, and `mass` the sum of their rarities.
    """

    found: Found
    roles: int
    quiet: bool
    asked: int
    also: int
    vetoed: int
    terms: Sequence[int]
    mass: float
    cues: tuple[str, ...] = ()
    persona: int = 0  # scripts for a person whom the text names


@frozen
class Library:
    """Never changed once built. `scripts` = those in use (stable, trial), by priority, then id; a number is a place.

    `allowed` and `agreeing` remember what combinations of conditions allow and ask for (pure functions of the library,
    bounded).
    """

    spec: ChooseSpec
    scripts: tuple[Compiled, ...]
    numbers: Mapping[str, int]  # script id -> number
    bits: Mapping[str, int]  # script id -> mask of that script alone
    levels: Mapping[str, int]  # id of a script of empathy -> its level
    matcher: Matcher
    postings: tuple[Posting, ...]  # by word number
    said: tuple[tuple[int, float, Posting | None], ...]  # the same for one pass: asked, rarity, what else it says
    small: frozenset[int]  # pieces of the matcher that are small talk
    masks: Masks
    rescues: tuple[Option, ...]  # the pack's own words for "this needs somebody else"
    personas: tuple[str, ...]
    foreign: tuple[str, ...]  # slots among conditions that only a policy can fill
    allowed: dict[tuple[object, ...], int] = field(default_factory=dict, compare=False, repr=False)
    agreeing: dict[tuple[object, ...], Ways] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def build(cls, scripts: Sequence[Script], spec: ChooseSpec, *, folder: Folder, segment: Segment) -> Library:
        """The index of these scripts; their order does not matter. `segment` cuts folded text into words."""
        fold = folder.fold_word
        used = {script.id: script for script in scripts if script.status in ("stable", "trial")}
        order = sorted(used.values(), key=lambda script: (-script.priority, script.id))
        drafts = [Draft.of(script, fold, segment) for script in order]
        roles = vocabulary(spec, fold)
        personas = {script.persona: fold(script.persona) for script in order if script.persona}
        matcher = Matcher.build((*roles, *personas.values(), *(w for draft in drafts for w in draft.vocabulary())))
        numbers = {word: number for number, word in enumerate(matcher.words)}
        rarity = rarities([draft.vocabulary() for draft in drafts])
        average = sum(sum(draft.terms.values()) for draft in drafts) / max(1, len(drafts))
        compiled = tuple(draft.compile(numbers, rarity, average, spec.apologies) for draft in drafts)
        masks = Masks.build(compiled)
        slots = {*masks.needs.named, *masks.lacks.named}
        postings = _postings(drafts, matcher.words, rarity, (roles, personas, masks))
        return cls(
            spec=spec,
            scripts=compiled,
            numbers={script.id: number for number, script in enumerate(order)},
            bits={script.id: 1 << number for number, script in enumerate(order)},
            levels={script.id: script.level for script in order if script.level},
            matcher=matcher,
            postings=postings,
            said=tuple((p.asked, p.rarity, p if p.beside else None) for p in postings),
            small=frozenset(
                piece for piece, word in enumerate(matcher.whole) if word >= 0 and postings[word].roles & QUIET
            ),
            masks=masks,
            rescues=_rescues(spec),
            personas=tuple(sorted(personas)),
            foreign=tuple(sorted(slots)),
        )

    def script(self, script_id: str) -> Script | None:
        """A script in use by its id."""
        number = self.numbers.get(script_id)
        return None if number is None else self.scripts[number].script

    def see(self, folded: str, text: str = "") -> Seen:
        """One pass over a folded text; `text` = the same as posted, for what folding blanks (numbers, links)."""
        hits = self.matcher.hits(folded)
        found = self.matcher.found(hits)
        each = self.said
        roles = asked = also = vetoed = persona = 0
        mass = 0.0
        terms = []
        for number in found:
            scripts, rarity, beside = each[number]
            if scripts:
                asked |= scripts
            if rarity:
                terms.append(number)
                mass += rarity
            if beside is not None:
                roles |= beside.roles
                also |= beside.also
                vetoed |= beside.vetoed
                persona |= beside.persona
        talk = self._talk(hits) if roles & QUIET and len(folded) <= LONGEST else ()
        quiet = is_small_talk(folded, talk)
        said = cues(text or folded, folded, roles, quiet) if self.masks.says.named else ()
        return Seen(found, roles, quiet, asked, also, vetoed, terms, mass, said, persona)

    def _talk(self, hits: Sequence[Hit]) -> list[tuple[int, int]]:
        """Where words of small talk stand."""
        small = self.small
        return [(start, end) for piece, start, end in hits if piece in small]


def _rescues(spec: ChooseSpec) -> tuple[Option, ...]:
    why = ("没有合适的话术", "建议请主管介入")
    found = []
    if spec.rescue:
        text = Composed(parse(spec.rescue), why, "先承接，再请主管")
        found.append(Option("action", "rescue:action", spec.floor, text))
    if spec.rescue_handover:
        text = Composed(parse(spec.rescue_handover), why, "请主管介入")
        found.append(Option("handover", "rescue:handover", spec.floor, text))
    return tuple(found)


def _postings(
    drafts: Sequence[Draft],
    words: Sequence[str],
    rarity: Mapping[str, float],
    named: tuple[Mapping[str, int], Mapping[str, str], Masks],
) -> tuple[Posting, ...]:
    """One posting per word of the matcher. `named` = roles of words, personas with their folded form, the masks."""
    roles, personas, masks = named
    asked, also, vetoed, terms, persona = (dict.fromkeys(words, 0) for _ in range(5))
    for number, draft in enumerate(drafts):
        bit = 1 << number
        rooms = ((asked, draft.words), (also, draft.also), (vetoed, draft.unless), (terms, tuple(draft.terms)))
        for room, held in rooms:
            for word in held:
                room[word] |= bit
    for name, folded_name in personas.items():
        if folded_name in persona:
            persona[folded_name] |= masks.persona.named[name]
    return tuple(
        Posting(
            asked[word],
            also[word],
            vetoed[word],
            asked[word] | terms[word],
            _level(rarity.get(word, 0.0), bool(asked[word])),
            rarity[word] if terms[word] else 0.0,
            roles.get(word, 0),
            persona[word],
            bool(also[word] or vetoed[word] or persona[word] or roles.get(word)),
        )
        for word in words
    )


def _level(rarity: float, asked: bool) -> int:
    """0–2: a word that an author chose and that few scripts share counts most."""
    return (1 if asked else 0) + (1 if rarity >= 0.6 else 0)
