"""Reviews a draft of the agent: what would hurt, where, why, and how a good colleague would put it. Sends nothing.

Linear in the draft; the same draft always gets the same review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import ahocorasick_rs

from csassist.coach.clauses import around, said
from csassist.coach.facts import NOTHING, About, Said, against_order, against_policy, against_product
from csassist.coach.spec import CoachRule, Finding, Review
from csassist.frozen import frozen
from csassist.thermometer.text import Folded, Folder

MOST_FINDINGS = 20  # more would be noise; the gravest stay
_GRAVITY = {"block": 0, "warn": 1, "hint": 2}


@frozen
class Ready:
    """A rule with its words folded."""

    rule: CoachRule
    any: tuple[str, ...]
    unless: tuple[str, ...]
    unless_around: tuple[str, ...]
    whole: frozenset[str]
    count_of: frozenset[str]
    lacks: tuple[str, ...]
    after: tuple[str, ...]
    known: str = ""  # the policy value that the draft is held against


@frozen
class Coach:
    """Compiled draft rules. `owners[i]` = rules that word i of the automaton belongs to."""

    rules: tuple[Ready, ...]
    folder: Folder
    automaton: ahocorasick_rs.AhoCorasick
    owners: tuple[tuple[int, ...], ...]

    @classmethod
    def build(cls, rules: Sequence[CoachRule], *, folder: Folder, policy: Mapping[str, str] | None = None) -> Coach:
        """The coach of these rules; their order does not matter. `policy` = what the shop grants, for figures."""
        values = policy or {}
        ready = tuple(_ready(rule, folder, values) for rule in sorted(rules, key=lambda rule: rule.id))
        words = sorted({word for one in ready if not one.rule.check for word in one.any})
        owners = tuple(
            tuple(n for n, one in enumerate(ready) if word in one.any and not one.rule.check) for word in words
        )
        return cls(ready, folder, ahocorasick_rs.AhoCorasick(words), owners)


@frozen
class _Found:
    """A finding before it is settled. `edits` = (span, replacement) that it asks for, in code points of the draft."""

    rule: CoachRule
    span: tuple[int, int]
    edits: tuple[tuple[tuple[int, int], str], ...]

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Gravest first, then the wider one, the earlier one, the id."""
        return (_GRAVITY[self.rule.severity], self.span[0] - self.span[1], self.span[0], self.rule.id)


def review(coach: Coach, text: str, about: About = NOTHING) -> Review:
    """Findings in the order of the draft, and the draft with their rewrites applied. `about` = its conversation.

    Of findings that overlap the gravest stands, then the widest, then the earliest; a count over the whole draft
    stands beside them. A rewrite that would touch an edit already made is left out.
    """
    folded = coach.folder.fold(text)
    draft = _Draft(text, folded, said(folded.text), about, coach.folder.fold(about.said).text if about.said else "")
    found = _by_words(coach, draft)
    figures = Said.of(folded.text)
    for one in coach.rules:
        if one.whole and draft.letters in one.whole and _applies(one, draft):
            found.append(_found(one.rule, text, (0, len(text)), "draft"))
        if one.rule.check and _applies(one, draft):
            found += _by_figures(one, draft, figures)
    settled = _settle(found)
    for one in coach.rules:
        if one.count_of and _applies(one, draft):
            counted = _by_count(one, folded)
            if counted is not None:
                settled.append(counted)
        if one.lacks and not settled and draft.letters and _lacks(one, draft):
            settled.append(_found(one.rule, text, (0, len(text)), "draft"))
    settled = _said_once(text, sorted(settled, key=lambda hit: hit.rank)[:MOST_FINDINGS])
    edits = _edits(settled)
    findings = tuple(_finding(hit, text) for hit in sorted(settled, key=lambda hit: (hit.span, hit.rule.id)))
    return Review(findings, _apply(text, edits, (0, len(text))))


@frozen
class _Draft:
    """A draft in all the forms that rules look at."""

    text: str
    folded: Folded
    letters: str
    about: About
    heard: str  # the customer's last words, folded


def _ready(rule: CoachRule, folder: Folder, policy: Mapping[str, str]) -> Ready:
    def fold(words: Sequence[str]) -> tuple[str, ...]:
        return tuple(word for word in (folder.fold_word(word).strip() for word in words) if word)

    symbols = frozenset(folder.fold_word(rule.count_of).replace(" ", ""))
    whole = frozenset(said(word) for word in fold(rule.whole))
    return Ready(
        rule,
        fold(rule.any),
        fold(rule.unless),
        fold(rule.unless_around),
        whole,
        symbols,
        fold(rule.lacks),
        fold(rule.after),
        policy.get(rule.figure, "") if rule.figure else "",
    )


def _applies(one: Ready, draft: _Draft) -> bool:
    rule = one.rule
    if rule.tier > draft.about.tier or (rule.shorter_than and len(draft.letters) >= rule.shorter_than):
        return False
    if one.after and not any(word in draft.heard for word in one.after):
        return False
    return not any(word in draft.folded.text for word in one.unless)


def _lacks(one: Ready, draft: _Draft) -> bool:
    return _applies(one, draft) and not any(word in draft.folded.text for word in one.lacks)


def _by_figures(one: Ready, draft: _Draft, figures: Said) -> list[_Found]:
    """Findings of a rule that holds the draft against what is known; the rewrite is the known figure."""
    text, about = draft.folded.text, draft.about
    if one.rule.check == "policy":
        wrong = list(against_policy(figures, one.any, one.known))
    elif one.rule.check == "product":
        wrong = list(against_product(figures, about.card))
    else:
        wrong = list(against_order(text, about))
    found = []
    for start, end, known in wrong:
        span = draft.folded.span(start, end)
        rewrite = known or one.rule.rewrite
        found.append(_Found(one.rule, span, ((span, rewrite),) if rewrite else ()))
    return found


def _by_words(coach: Coach, draft: _Draft) -> list[_Found]:
    text, folded = draft.text, draft.folded
    found: dict[tuple[int, int, str], _Found] = {}
    open_rules: dict[int, bool] = {}
    for word, start, end in coach.automaton.find_matches_as_indexes(folded.text, overlapping=True):
        for number in coach.owners[word]:
            one = coach.rules[number]
            if number not in open_rules:
                open_rules[number] = _applies(one, draft)
            if open_rules[number] and not _covered(one.unless_around, folded.text, start, end):
                hit = _found(one.rule, text, folded.span(start, end), one.rule.covers)
                found.setdefault((*hit.span, one.rule.id), hit)
    return list(found.values())


def _covered(longer: Sequence[str], folded: str, start: int, end: int) -> bool:
    """Whether one of the longer words stands over [start, end)."""
    for word in longer:
        at = folded.find(word, max(0, end - len(word)), start + len(word))
        while at != -1:
            if at <= start and end <= at + len(word):
                return True
            at = folded.find(word, at + 1, start + len(word))
    return False


def _found(rule: CoachRule, text: str, place: tuple[int, int], unit: str) -> _Found:
    span = around(text, *place, unit)
    return _Found(rule, span, ((span, rule.rewrite),) if rule.rewrite else ())


def _by_count(one: Ready, folded: Folded) -> _Found | None:
    """One finding from the first symbol too many to the last; runs of symbols too many become the rewrite."""
    places = [at for at, char in enumerate(folded.text) if char in one.count_of]
    extra = places[one.rule.more_than :]
    if not extra:
        return None
    edits: list[tuple[tuple[int, int], str]] = []
    if one.rule.rewrite:
        for at in extra:
            span = folded.span(at, at + 1)
            if edits and edits[-1][0][1] == span[0]:
                edits[-1] = ((edits[-1][0][0], span[1]), edits[-1][1])
            else:
                kept_before = at - 1 in places  # a run goes on behind a symbol that stays: only cut it
                edits.append((span, "" if kept_before else one.rule.rewrite))
    return _Found(one.rule, folded.span(extra[0], extra[-1] + 1), tuple(edits))


def _settle(found: Sequence[_Found]) -> list[_Found]:
    kept: list[_Found] = []
    for hit in sorted(found, key=lambda hit: hit.rank):
        if not any(hit.span[0] < other.span[1] and other.span[0] < hit.span[1] for other in kept):
            kept.append(hit)
    return kept


def _said_once(text: str, settled: Sequence[_Found]) -> list[_Found]:
    """A rule that rewrites whole clauses says its sentence once: further clauses of its go, with the comma before."""
    heard: set[str] = set()
    told: list[_Found] = []
    for hit in sorted(settled, key=lambda hit: hit.span):
        again = hit.rule.id in heard and bool(hit.edits) and hit.rule.covers in ("clause", "sentence")
        heard.add(hit.rule.id)
        start, end = hit.span
        begin = start - 1 if start and not text[start - 1].isalnum() else start
        told.append(replace(hit, edits=(((begin, end), ""),)) if again else hit)
    return sorted(told, key=lambda hit: hit.rank)


def _edits(settled: Sequence[_Found]) -> list[tuple[tuple[int, int], str]]:
    edits: list[tuple[tuple[int, int], str]] = []
    for hit in settled:
        for edit in hit.edits:
            (start, end), _ = edit
            if not any(start < other[1] and other[0] < end for other, _ in edits):
                edits.append(edit)
    return sorted(edits)


def _finding(hit: _Found, text: str) -> Finding:
    rule = hit.rule
    rewrite = _apply(text, list(hit.edits), hit.span) if hit.edits else ""
    return Finding(rule.id, rule.severity, rule.family, hit.span, rule.message, rewrite)


def _apply(text: str, edits: Sequence[tuple[tuple[int, int], str]], window: tuple[int, int]) -> str:
    pieces: list[str] = []
    done = window[0]
    for (start, end), replacement in edits:
        pieces.append(text[done:start])
        pieces.append(replacement)
        done = end
    pieces.append(text[done : window[1]])
    return "".join(pieces)
