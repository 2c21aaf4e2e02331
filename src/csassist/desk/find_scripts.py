"""Search over the scripts that a shop may use today, by words and by parts of words. Knows no customer."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from csassist.desk.library import LIVE
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.frozen import frozen
from csassist.suggest.library import Library
from csassist.suggest.spec import Script
from csassist.suggest.spoken import SHOP_TIME

Words = Callable[[str], tuple[str, ...]]  # text -> folded words in order
MOST_QUERY = 100  # code points
WHOLE, TITLE, PLACE = 3.0, 2.0, 1.5  # the whole query in the text; in title or words; a word in title or words


@frozen
class Wanted:
    """What is looked for; empty = anything. `now` decides which scripts are valid."""

    query: str
    now: datetime
    kind: str | None = None
    scene: str | None = None


@frozen
class _Held:
    script: Script
    head: str  # title and words, folded
    body: str  # text and fact, folded


@frozen
class ScriptIndex:
    """One library made ready to be searched; by id."""

    library: Library
    held: tuple[_Held, ...]
    rarity: dict[str, float]

    @classmethod
    def build(cls, library: Library, words: Words) -> ScriptIndex:
        """Cuts every script into words; 0.1 s for a large library."""
        held: list[_Held] = []
        holding: Counter[str] = Counter()
        scripts = sorted((compiled.script for compiled in library.scripts), key=lambda script: script.id)
        for script in scripts:
            head = words(" ".join((script.title, *script.when.words)))
            body = words(f"{script.text} {script.fact}")
            held.append(_Held(script, "".join(head), "".join(body)))
            holding.update({*head, *body})
        total = len(held) + 1
        return cls(library, tuple(held), {word: math.log(total / count) for word, count in holding.items()})

    def find(self, wanted: Wanted, words: Words) -> list[Script]:
        """All that fit, best first, then by id; by id alone without a query."""
        today = wanted.now.astimezone(SHOP_TIME).date().isoformat()
        fitting = [one for one in self.held if _fits(one.script, wanted, today)]
        cut = [word for word in words(wanted.query[:MOST_QUERY]) if word.strip()]
        if not cut:
            return [one.script for one in fitting]
        whole = "".join(cut)
        scored = [(self._score(one, whole, cut), one.script) for one in fitting]
        return [script for score, script in sorted(scored, key=lambda pair: (-pair[0], pair[1].id)) if score > 0]

    def _score(self, one: _Held, whole: str, cut: Sequence[str]) -> float:
        score = WHOLE * (whole in one.body) + (WHOLE + TITLE) * (whole in one.head)
        for word in cut:
            rare = self.rarity.get(word, 1.0) if len(word) > 1 else 0.1
            score += rare * ((word in one.body) + PLACE * (word in one.head))
        return score


class ScriptSearch:
    """Finds in the library that a shop's decisions are made with; one index a library, made when first asked."""

    def __init__(self, rulebooks: ShopRulebooks) -> None:
        self._rulebooks = rulebooks
        self._indexes: dict[str, ScriptIndex] = {}

    async def find(self, shop: str, wanted: Wanted) -> list[Script]:
        """All that fit, best first, then by id."""
        library = self._rulebooks.current(shop).library
        own = any(kept.state == LIVE for kept in self._rulebooks.additions(shop).scripts.values())
        key = shop if own else ""  # shops without scripts of their own share the pack's index
        index = self._indexes.get(key)
        words = self._rulebooks.base.words
        if index is None or index.library is not library:
            index = self._indexes[key] = await asyncio.to_thread(ScriptIndex.build, library, words)
        return index.find(wanted, words)


def _fits(script: Script, wanted: Wanted, today: str) -> bool:
    if wanted.kind is not None and script.kind != wanted.kind:
        return False
    if wanted.scene is not None and script.scene != wanted.scene and wanted.scene not in script.when.scenes:
        return False
    return script.valid_from <= today and (not script.valid_until or today <= script.valid_until)
