"""A shop's scripts stand in one library with the pack's, and theirs wins where the ids are the same."""

from __future__ import annotations

from dataclasses import replace

from csassist.rulepack.compile import compile_pack
from csassist.rulepack.extend import cut_words, extend_library
from csassist.rulepack.load import load_pack


def test_both_are_there_and_the_shop_wins(write_pack) -> None:
    base = compile_pack(load_pack(write_pack()))
    first = base.library.scripts[0].script
    own = replace(first, id="shop-1", text="这是本店自己的话。")
    changed = replace(first, text="这是本店改过的话。")
    library = extend_library(base, (own, changed))
    assert set(library.numbers) == {*base.library.numbers, "shop-1"}
    assert [library.script(name).text for name in ("shop-1", first.id)] == [own.text, changed.text]
    assert base.library.script(first.id).text == first.text


def test_words_are_cut_from_folded_text() -> None:
    assert "发货" in cut_words("什麼時候發貨？")
