"""A review as JSON."""

from __future__ import annotations

from csassist.coach.spec import Finding, Review
from csassist.wire.review import review_dict


def test_a_review_is_rendered() -> None:
    finding = Finding("blame", "warn", "blame_customer", (0, 3), "像是在怪客户", "我来帮您看")
    assert review_dict(Review((finding,), "我来帮您看")) == {
        "findings": [
            {
                "id": "blame",
                "severity": "warn",
                "family": "blame_customer",
                "span": [0, 3],
                "message": "像是在怪客户",
                "rewrite": "我来帮您看",
            }
        ],
        "rewrite": "我来帮您看",
    }
