"""A draft's review as the JSON of contract section 3. Pure; refuses to know who asked."""

from __future__ import annotations

from typing import Any

from csassist.coach.spec import Review


def review_dict(review: Review) -> dict[str, Any]:
    """What the draft coach found."""
    return {
        "findings": [
            {
                "id": finding.id,
                "severity": finding.severity,
                "family": finding.family,
                "span": [*finding.span],
                "message": finding.message,
                "rewrite": finding.rewrite,
            }
            for finding in review.findings
        ],
        "rewrite": review.rewrite,
    }
