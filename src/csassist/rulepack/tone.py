"""The library before the draft coach: what we would stop an agent from sending, we do not offer. Judges no choice."""

from __future__ import annotations

from collections.abc import Iterator

from csassist.coach.review import Coach, review
from csassist.rulepack.fault import Fault
from csassist.rulepack.pack import Pack
from csassist.suggest.fill import fill

GRAVE = ("block", "warn")  # a hint may stand: the agent reads the card before sending it


def run_tone(pack: Pack, coach: Coach) -> Iterator[Fault]:
    """R151 for every script, filled with the shop's policy, in which the coach finds something to stop or warn of."""
    policy = dict(pack.policy.value.values)
    for entry in pack.scripts:
        text = fill(entry.value.text, policy).text
        for finding in review(coach, text).findings:
            if finding.severity in GRAVE:
                said = text[finding.span[0] : finding.span[1]]
                yield entry.fault("R151", f"{finding.id} at {said[:30]}: {finding.message}", "text")
