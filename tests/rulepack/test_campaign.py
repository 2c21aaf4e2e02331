"""A campaign is a folder: its scripts take its days and its slots, and can be counted among the scripts."""

from __future__ import annotations

import pytest

from csassist.rulepack.campaign import folder_of
from csassist.rulepack.load import load_pack, read_pack

HEAD = """\
id: "618"
title: 年中大促
valid_from: 2027-05-20
valid_until: 2027-06-20
policy: {promo_618: 每满300元减50元}
"""
SALE = """\
id: sale-rule
kind: faq
title: 满减怎么算
status: stable
scene: price
when: {words: [满减]}
fact: 跨店{promo_618}
text: 活动里跨店{promo_618}，结算页会自己减，您拍几件？
not_when: 活动外
fires:
  - {say: "满减怎么算"}
silent:
  - {say: "谢谢"}
"""
CAMPAIGN = {"campaigns/618/campaign.yaml": HEAD, "campaigns/618/faq/sale-rule.yaml": SALE}


def test_scripts_take_the_days_and_the_name_of_their_campaign(write_pack) -> None:
    pack = load_pack(write_pack(CAMPAIGN))
    script = next(entry.value for entry in pack.scripts if entry.value.id == "sale-rule")
    assert (script.campaign, script.valid_from, script.valid_until) == ("618", "2027-05-20", "2027-06-20")
    assert dict(pack.policy.value.values)["promo_618"] == "每满300元减50元"
    assert [entry.value.title for entry in pack.campaigns] == ["年中大促"]


def test_a_day_of_its_own_stays(write_pack) -> None:
    own = SALE.replace("scene: price", "scene: price\nvalid_until: 2027-06-01")
    pack = load_pack(write_pack({**CAMPAIGN, "campaigns/618/faq/sale-rule.yaml": own}))
    script = next(entry.value for entry in pack.scripts if entry.value.id == "sale-rule")
    assert (script.valid_from, script.valid_until) == ("2027-05-20", "2027-06-01")


@pytest.mark.parametrize("name", ["campaigns/618.yaml", "campaigns/618/notes.yaml", "campaigns/618/faq/more/a.yaml"])
def test_files_that_lie_elsewhere_in_a_campaign_are_named(write_pack, name: str) -> None:
    _, faults = read_pack(write_pack({**CAMPAIGN, name: SALE}))
    assert [(fault.file, fault.code) for fault in faults] == [(f"zh-test/{name}", "R109")]


def test_the_folder_is_the_campaign() -> None:
    assert folder_of("zh-test/campaigns/618/faq/a.yaml") == "618"
    assert folder_of("zh-test/scripts/faq/a.yaml") == ""
