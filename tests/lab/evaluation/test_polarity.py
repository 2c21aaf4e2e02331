from __future__ import annotations

from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.polarity import measure_polarity
from csassist.lab.evaluation.sets import find_sets


def test_rows_without_a_polarity_are_left_out_and_ends_are_told(bench: Bench) -> None:
    (dataset,) = (one for one in find_sets(bench.data) if one.name == "shop_reviews")
    (figure,) = measure_polarity(bench, dataset).figures
    assert (figure.id, figure.n, figure.value) == ("shop_reviews.polarity.auc", 2, 1.0)
    assert figure.note.startswith("-1: ")
    assert figure.snow is None
