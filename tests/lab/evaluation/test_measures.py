from __future__ import annotations

import math
from collections import Counter
from random import Random

import pytest

from csassist.lab.evaluation.measures import (
    auc,
    bins,
    f1_by_class,
    interval,
    interval_of_groups,
    kappa,
    macro_f1,
    mean,
    share,
    spearman,
    wilson,
)


def test_auc_is_the_chance_that_a_positive_row_wins_and_a_tie_is_half() -> None:
    assert auc(Counter([(1.0, False), (2.0, True)])) == 1.0
    assert auc(Counter([(2.0, False), (1.0, True)])) == 0.0
    assert auc(Counter([(1.0, False), (1.0, True)])) == 0.5
    rows = [(1.0, False), (2.0, False), (2.0, True), (3.0, True), (0.0, True)]
    wins = [(p > n) + (p == n) / 2 for p, hot in rows if hot for n, cold in rows if not cold]
    assert auc(Counter(rows)) == pytest.approx(sum(wins) / len(wins))


def test_auc_of_one_kind_is_unknown() -> None:
    assert math.isnan(auc(Counter([(1.0, True)])))
    assert math.isnan(auc({}))


def test_spearman_follows_the_order_and_not_the_distance() -> None:
    assert spearman(Counter([(1.0, 10.0), (2.0, 100.0), (3.0, 1e9)])) == pytest.approx(1.0)
    assert spearman(Counter([(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)])) == pytest.approx(-1.0)
    assert math.isnan(spearman(Counter([(1.0, 3.0), (1.0, 2.0)])))


def test_spearman_gives_ties_their_middle_rank() -> None:
    rows = [(1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (3.0, 1.0)]
    left, right = [1.5, 1.5, 3.0, 4.0], [1.5, 3.5, 3.5, 1.5]
    dx, dy = [x - 2.5 for x in left], [y - 2.5 for y in right]
    both = sum(a * b for a, b in zip(dx, dy, strict=True))
    wanted = both / math.sqrt(sum(a * a for a in dx) * sum(b * b for b in dy))
    assert spearman(Counter(rows)) == pytest.approx(wanted)


def test_a_row_twice_is_a_count_of_two() -> None:
    rows = [(1.0, 2.0), (1.0, 2.0), (3.0, 1.0), (2.0, 5.0)]
    twice = {(1.0, 2.0): 2, (3.0, 1.0): 1, (2.0, 5.0): 1}
    assert spearman(Counter(rows)) == spearman(twice)


def test_macro_f1_is_over_the_gold_classes() -> None:
    tally = Counter({("a", "a"): 3, ("a", "b"): 1, ("b", "b"): 1, ("b", "c"): 1})
    assert f1_by_class(tally) == {"a": 2 * 3 / (4 + 3), "b": 2 * 1 / (2 + 2)}
    assert macro_f1(tally) == pytest.approx((6 / 7 + 0.5) / 2)
    assert f1_by_class(Counter({("a", "b"): 1})) == {"a": 0.0}


def test_kappa_of_agreement_is_one_and_of_chance_nought() -> None:
    assert kappa(Counter([(0, 0), (3, 3), (1, 1)])) == 1.0
    assert kappa(Counter([(0, 0), (0, 1), (1, 0), (1, 1)])) == pytest.approx(0.0)
    assert kappa(Counter([(0, 3), (3, 0)])) == pytest.approx(-1.0)


def test_share_and_mean_count() -> None:
    assert share({True: 1, False: 3}) == 0.25
    assert math.isnan(share({}))
    assert mean({2.0: 1, 5.0: 2}) == 4.0


def test_the_interval_holds_the_value_and_shrinks_with_rows() -> None:
    rng = Random(1)
    rows = [rng.random() < 0.3 for _ in range(2_000)]
    low, high = interval(rows, share, "a", 200)
    assert low < share(Counter(rows)) < high
    few_low, few_high = interval(rows[:100], share, "a", 200)
    assert few_high - few_low > 2 * (high - low)
    assert interval(rows, share, "a", 200) == (low, high)
    assert interval(rows, share, "b", 200) != (low, high)


def test_rows_that_belong_together_widen_the_interval() -> None:
    groups = [[place % 3 == 0] * 10 for place in range(60)]
    rows = [row for group in groups for row in group]
    low, high = interval(rows, share, "a", 200)
    wide_low, wide_high = interval_of_groups(groups, share, "a", 200)
    assert wide_high - wide_low > 2 * (high - low)


def test_no_rows_no_interval() -> None:
    assert all(map(math.isnan, interval([], share, "a")))
    assert all(map(math.isnan, interval_of_groups([], share, "a")))


def test_bins_are_half_open_and_the_last_is_closed() -> None:
    rows = [(0.0, False), (9.9, True), (10.0, True), (20.0, False)]
    first, last = bins(rows, (0.0, 10.0, 20.0))
    assert (first.n, first.share, last.n, last.share) == (2, 0.5, 2, 0.5)
    assert last.x == 15.0
    assert bins([(5.0, True)], (0.0, 1.0, 2.0, 9.0))[0].n == 1


def test_wilson_stays_within_nought_and_one() -> None:
    low, high = wilson(0, 10)
    assert low == 0.0
    assert 0.2 < high < 0.4
    assert wilson(10, 10)[1] == pytest.approx(1.0)
    assert math.isnan(wilson(0, 0)[0])
