"""A pack as read from its files: typed entries with their places. Nothing is compiled yet and nothing is judged."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from csassist.catalogue.concession import Concessions
from csassist.catalogue.spec import Policy, ProductCard
from csassist.coach.spec import CoachRule
from csassist.escalation.spec import LadderSpec
from csassist.frozen import frozen
from csassist.promise.spec import PromiseRule, PromiseSpec
from csassist.rulepack.campaign import Campaign
from csassist.rulepack.shape import Entry
from csassist.suggest.spec import ChooseSpec, Script
from csassist.thermometer.spec import CurveSpec, SignalRule, WordLists

ACTIVE = ("trial", "stable")  # statuses that are compiled; draft is read and linted only


@frozen
class PackHead:
    """pack.yaml."""

    id: str
    version: str
    language: str
    title: str = ""
    owner: str = ""
    curve: CurveSpec = field(default_factory=CurveSpec)
    ladder: LadderSpec = field(default_factory=LadderSpec)
    suggest: ChooseSpec = field(default_factory=ChooseSpec)
    promise: PromiseSpec = field(default_factory=PromiseSpec)


@frozen
class Pack:
    """One pack. Entries are in order of id. `root` = the rules directory that file names are relative to."""

    root: Path
    directory: Path
    head: Entry[PackHead]
    words: WordLists
    policy: Entry[Policy]
    signals: tuple[Entry[SignalRule], ...] = ()
    scripts: tuple[Entry[Script], ...] = ()
    products: tuple[Entry[ProductCard], ...] = ()
    coach: tuple[Entry[CoachRule], ...] = ()
    campaigns: tuple[Entry[Campaign], ...] = ()  # `scripts` holds theirs with their days, `policy` their slots
    promises: tuple[Entry[PromiseRule], ...] = ()
    retired: frozenset[str] = frozenset()  # ids that may not be used again
    concessions: Entry[Concessions] = field(default_factory=lambda: Entry(Concessions(), "concessions.yaml", {}))

    @property
    def id(self) -> str:
        return self.head.value.id

    @property
    def version(self) -> str:
        return self.head.value.version
