"""Rules about time: windows of scripts and campaigns that can be read, do not cross and are not over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from csassist.rulepack.campaign import Campaign, folder_of
from csassist.rulepack.fault import Fault
from csassist.rulepack.pack import Pack
from csassist.rulepack.shape import Entry
from csassist.suggest.spec import Script


def lint_campaigns(pack: Pack, today: date | None = None) -> Iterator[Fault]:
    """Faults of dates and campaigns. `today` (the shop's day) tells what is over; without it nothing is.

    A script that is over is a fault, so that nobody keeps what nobody sees; a campaign that is over is only a warning,
    because next year comes. The running service needs neither: what is over is never suggested.
    """
    known = {entry.value.id: entry for entry in pack.campaigns}
    for campaign in pack.campaigns:
        yield from _head(campaign, pack)
        yield from _window(campaign)
        if _over(campaign.value.valid_until, today):
            message = f"ended on {campaign.value.valid_until}; give it the days of the next one"
            yield campaign.fault("R149", message, "valid_until", warning=True)
    for script in pack.scripts:
        yield from _window(script)
        if script.value.campaign:
            yield from _home(script, known.get(script.value.campaign))
        elif _over(script.value.valid_until, today):
            message = f"ended on {script.value.valid_until}; prolong or retire it"
            yield script.fault("R149", message, "valid_until")


def _head(entry: Entry[Campaign], pack: Pack) -> Iterator[Fault]:
    """The campaign's name is its folder, it has scripts, and its slots are its own."""
    campaign, folder = entry.value, folder_of(entry.file)
    if campaign.id != folder:
        yield entry.fault("R111", f"campaign {campaign.id} lies in the folder {folder}", "id")
    if not any(script.value.campaign == campaign.id for script in pack.scripts):
        yield entry.fault("R150", f"campaign {campaign.id} has no script", "id")
    for name, text in campaign.policy:
        shared = [other for other in pack.campaigns if other is not entry and name in dict(other.value.policy)]
        if dict(pack.policy.value.values).get(name) != text or shared:
            yield entry.fault("R150", f"slot {name} has another value elsewhere; take another name", "policy", name)


def _home(entry: Entry[Script], home: Entry[Campaign] | None) -> Iterator[Fault]:
    """A script of a campaign lies in its folder and within its days."""
    script, folder = entry.value, folder_of(entry.file)
    if home is None:
        yield entry.fault("R150", f"there is no campaigns/{script.campaign}/campaign.yaml", "campaign")
        return
    if script.campaign != folder:
        yield entry.fault("R118", f"campaign {script.campaign} lies in {folder or 'no campaign'}", "campaign")
    first, last = _day(home.value.valid_from), _day(home.value.valid_until)
    for name in ("valid_from", "valid_until"):
        day = _day(getattr(script, name))
        if day and first and last and not first <= day <= last:
            days = f"{home.value.valid_from} to {home.value.valid_until}"
            yield entry.fault("R150", f"{name} lies outside of the campaign ({days})", name)


def _window(entry: Entry[Any]) -> Iterator[Fault]:
    """Dates that can be read, the first not after the last."""
    for name in ("valid_from", "valid_until"):
        text = getattr(entry.value, name)
        if text and _day(text) is None:
            yield entry.fault("R146", f"{name} must be a date like 2026-11-11, not {text}", name)
    first, last = _day(entry.value.valid_from), _day(entry.value.valid_until)
    if first and last and last < first:
        yield entry.fault("R146", "valid_until lies before valid_from", "valid_until")


def _over(text: str, today: date | None) -> bool:
    last = _day(text)
    return last is not None and today is not None and last < today


def _day(text: str) -> date | None:
    """The day, or None when there is none that candidates could compare: they want YYYY-MM-DD."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None
