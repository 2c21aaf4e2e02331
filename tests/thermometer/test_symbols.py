"""Runs of symbols, counted by rule."""

from __future__ import annotations

from csassist.thermometer.spec import LookFor
from csassist.thermometer.symbols import SymbolHit, SymbolRuns

EXCLAIM, QUESTION, MIXED = 0, 1, 2
RUNS = SymbolRuns(
    [
        (EXCLAIM, LookFor(symbol_run="!", at_least=2)),
        (QUESTION, LookFor(symbol_run="?", at_least=2)),
        (MIXED, LookFor(symbol_run="?!", at_least=2, mixed=True)),
    ]
)


def runs(text: str) -> list[SymbolHit]:
    return RUNS.find(text, set(text))


def test_a_run_is_counted_where_it_stands() -> None:
    assert runs("什么时候发货???") == [SymbolHit(QUESTION, 6, 9, 3)]


def test_one_more_exclamation_inside_does_not_hide_the_questions() -> None:
    assert SymbolHit(QUESTION, 0, 4, 3) in runs("??!?")


def test_a_mix_needs_both_symbols() -> None:
    assert [hit.rule for hit in runs("!!!")] == [EXCLAIM]
    assert SymbolHit(MIXED, 0, 2, 2) in runs("?!")


def test_single_symbols_and_separate_runs_are_no_run() -> None:
    assert runs("好! 可以! 行?") == []


def test_without_symbol_rules_nothing_is_found() -> None:
    assert SymbolRuns([]).find("!!!!", {"!"}) == []


def test_an_endless_run_is_cut() -> None:
    assert runs("!" * 100_000)[0].times == 1_000
