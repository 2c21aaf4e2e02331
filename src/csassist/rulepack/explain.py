"""check-rules --explain: the reading of each example, so that somebody who does not program can review a pack."""

from __future__ import annotations

from collections.abc import Iterator

from csassist.assessment.assessment import Assessment
from csassist.assessment.rulebook import Rulebook
from csassist.rulepack.pack import Pack
from csassist.rulepack.rehearsal import Rehearsal


def explain_pack(pack: Pack, rulebook: Rulebook) -> Iterator[str]:
    """Two or three lines an example: the text, what it reads, by which signals, and which cards stand."""
    for room in (pack.signals, pack.scripts):
        for entry in room:
            value = entry.value
            yield f"== {value.id} {value.title}"
            for kind, examples in (("fires", value.fires), ("silent", value.silent)):
                for example in examples:
                    after = Rehearsal(rulebook, f"explain {value.id}").say(example.say, 0).assessment
                    yield f"  {kind:6} {example.say}"
                    yield from (f"         {line}" for line in explain(after))


def explain(after: Assessment) -> Iterator[str]:
    """An assessment in words."""
    reading = after.reading
    triggers = "/".join(reading.triggers) or "-"
    tier = after.escalation.tier.name
    yield f"{reading.degrees:g} degrees, {tier}, {reading.stage}, {reading.emotion}, {triggers}"
    if reading.signals:
        yield " + ".join(f"{s.title} {s.degrees:g}" + (f" [{s.text}]" if s.text else "") for s in reading.signals)
    for card in after.suggestions:
        yield f"→ {card.kind} {card.script_id} {card.score:.2f}: {card.text}"
