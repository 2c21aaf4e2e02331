"""Windows that cross, that nobody can read, that are over, and campaigns that do not hold together."""

from __future__ import annotations

from datetime import date

import pytest

from csassist.rulepack.lint_campaigns import lint_campaigns
from csassist.rulepack.load import load_pack, read_pack
from rulepack.test_campaign import CAMPAIGN, HEAD, SALE

SCRIPT = "campaigns/618/faq/sale-rule.yaml"
CAMP = "campaigns/618/campaign.yaml"
PARCEL = "scripts/action/check-parcel.yaml"


def found(directory, today: date | None = None) -> list[tuple[str, int, str, bool]]:
    pack, faults = read_pack(directory)
    assert pack is not None
    assert faults == []
    return sorted((f.file.removeprefix("zh-test/"), f.line, f.code, f.warning) for f in lint_campaigns(pack, today))


def test_a_campaign_that_holds_together(write_pack) -> None:
    assert found(write_pack(CAMPAIGN), date(2027, 6, 20)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code"),
    [
        (CAMP, "valid_from: 2027-05-20", "valid_from: 2027-07-20", 4, "R146"),
        (CAMP, "valid_until: 2027-06-20", "valid_until: 20270620", 4, "R146"),
        (CAMP, 'id: "618"', 'id: "619"', 1, "R111"),
        (CAMP, "{promo_618: 每满300元减50元}", "{promo_618: 每满300元减50元, deadline_reply: 1分钟内}", 5, "R150"),
        (SCRIPT, "scene: price", "scene: price\nvalid_until: 2027-06-21", 6, "R150"),
        (SCRIPT, "scene: price", "scene: price\nvalid_from: 2027-06-10\nvalid_until: 2027-06-01", 7, "R146"),
        (SCRIPT, "scene: price", "scene: price\ncampaign: double-11", 6, "R150"),
    ],
)
def test_each_fault_of_a_window(write_pack, file: str, old: str, new: str, line: int, code: str) -> None:
    assert old in CAMPAIGN[file]
    if code == "R146" and "20270620" in new:
        new = 'valid_until: "20270620"'
    directory = write_pack({**CAMPAIGN, file: CAMPAIGN[file].replace(old, new, 1)})
    assert (file, line, code, False) in found(directory)


def test_a_campaign_without_scripts(write_pack) -> None:
    assert found(write_pack({CAMP: HEAD})) == [(CAMP, 1, "R150", False)]


def test_a_script_elsewhere_cannot_borrow_a_campaign(write_pack, good) -> None:
    borrowed = good[PARCEL].replace("status: stable", 'status: stable\ncampaign: "618"')
    assert found(write_pack({**CAMPAIGN, PARCEL: borrowed})) == [(PARCEL, 5, "R118", False)]


def test_what_is_over_is_refused_by_the_check_and_let_be_by_the_service(write_pack, good) -> None:
    over = good[PARCEL].replace("status: stable", "status: stable\nvalid_until: 2026-06-30")
    directory = write_pack({PARCEL: over})
    assert found(directory, date(2026, 6, 30)) == []
    assert found(directory, date(2026, 7, 1)) == [(PARCEL, 5, "R149", False)]
    assert load_pack(directory).scripts


def test_a_campaign_that_is_over_only_asks_for_next_year(write_pack) -> None:
    early = {**CAMPAIGN, SCRIPT: SALE.replace("scene: price", "scene: price\nvalid_until: 2027-05-30")}
    assert found(write_pack(early), date(2027, 6, 1)) == []
    assert found(write_pack(early), date(2027, 6, 21)) == [(CAMP, 4, "R149", True)]
