"""Weights of terms."""

from __future__ import annotations

import pytest

from csassist.suggest.bm25 import LEAST, idf, impacts, rarities


def test_rare_terms_weigh_more() -> None:
    found = rarities([("发货", "红包"), ("发货",), ("发货", "发票")])
    assert found["红包"] == pytest.approx(1.0)
    assert found["发货"] < found["发票"]
    assert found["发货"] >= LEAST


def test_idf_lies_between_nothing_and_one() -> None:
    assert idf(100, 1) == pytest.approx(1.0)
    assert 0 <= idf(100, 100) < 0.01
    assert idf(1, 1) == 1.0


def test_impact_saturates_and_punishes_length() -> None:
    assert impacts({"发货": 1}, 1.0) == {"发货": pytest.approx(1.0)}
    thrice = impacts({"发货": 3}, 3.0)["发货"]
    assert 1.0 < thrice < 2.2
    long = impacts({"发货": 1, **{f"t{n}": 1 for n in range(20)}}, 3.0)["发货"]
    assert long < 1.0
