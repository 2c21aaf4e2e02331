"""Campaign packs: campaigns/<id>/campaign.yaml and campaigns/<id>/<kind>/<script>.yaml. A script of a campaign takes
its window and its name from the campaign unless it says so itself. Knows the layout; lint_campaigns.py judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csassist.catalogue.spec import Policy
from csassist.frozen import frozen
from csassist.rulepack.shape import Entry
from csassist.suggest.spec import Script

HEAD = "campaign.yaml"


@frozen
class Campaign:
    """campaign.yaml. Dates are ISO days in the shop's time, both included; `policy` adds slots to policy.yaml."""

    id: str
    title: str
    valid_from: str
    valid_until: str
    policy: tuple[tuple[str, str], ...] = ()


def folder_of(file: str) -> str:
    """Campaign that a file lies in, empty for a file elsewhere: zh-retail/campaigns/618/faq/x.yaml -> 618."""
    parts = file.split("/")
    return parts[2] if len(parts) > 3 and parts[1] == "campaigns" else ""


def windowed(scripts: Sequence[Entry[Script]], campaigns: Sequence[Entry[Campaign]]) -> tuple[Entry[Script], ...]:
    """The scripts, those of a campaign with its name and, where they name no day of their own, its days."""
    known = {entry.value.id: entry.value for entry in campaigns}
    return tuple(_dated(entry, known.get(folder_of(entry.file))) for entry in scripts)


def _dated(entry: Entry[Script], campaign: Campaign | None) -> Entry[Script]:
    if campaign is None:
        return entry
    script = entry.value
    value = replace(
        script,
        campaign=script.campaign or campaign.id,
        valid_from=script.valid_from or campaign.valid_from,
        valid_until=script.valid_until or campaign.valid_until,
    )
    return Entry(value, entry.file, entry.lines)


def widened(policy: Entry[Policy], campaigns: Sequence[Entry[Campaign]]) -> Entry[Policy]:
    """The policy with the values of the campaigns; what the shop grants always is not overridden."""
    values = dict(policy.value.values)
    for entry in campaigns:
        for name, text in entry.value.policy:
            values.setdefault(name, text)
    return Entry(Policy(tuple(values.items())), policy.file, policy.lines)
