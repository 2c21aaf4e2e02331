"""The frozen bundle of compiled specs that a decision is made with. Built by rulepack, passed in."""

from __future__ import annotations

from csassist.catalogue.shelf import Shelf
from csassist.coach.review import Coach
from csassist.escalation.spec import LadderSpec
from csassist.frozen import frozen
from csassist.promise.book import PromiseBook
from csassist.suggest.library import Library
from csassist.thermometer.thermometer import Thermometer


@frozen
class Rulebook:
    """`hash` names the content: same input + same hash = same bytes. `pack_hash` leaves the learnt model out."""

    pack_id: str
    version: str
    hash: str
    thermometer: Thermometer
    ladder: LadderSpec
    library: Library
    shelf: Shelf
    coach: Coach
    promises: PromiseBook
    pack_hash: str = ""
