"""What the front door works with, put together once by app and handed to every route and socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from csassist.api.admission import Admission, Room
from csassist.api.metrics import Metrics
from csassist.api.pulse import Pulse
from csassist.api.rounds import Rounds
from csassist.api.throttle import Throttle
from csassist.connect.hooks import Hooks
from csassist.desk.access import Identity
from csassist.desk.bearers import Bearers
from csassist.desk.desk import Desk
from csassist.desk.keyring import Keyring
from csassist.desk.keys import Keys
from csassist.desk.nodes import OneNode
from csassist.desk.ports import Clock, Nodes
from csassist.desk.tickets import Tickets
from csassist.frozen import frozen
from csassist.hub.hub import Hub
from csassist.notify.worker import Courier
from csassist.rulepack.reload import RulebookHolder


@frozen
class Limits:
    """Sizes and rates of the front door (contract sections 3 and 4)."""

    frame_bytes: int = 64 * 1024
    body_bytes: int = 256 * 1024
    hello_s: float = 5.0
    ping_s: float = 20.0
    send_s: float = 5.0
    frames_per_s: float = 20.0
    frames_burst: float = 40.0
    sockets_per_person: int = 5


@dataclass(slots=True)
class Health:
    """What readiness looks at; set by app. `parts` tell (in order, in words) of what narrows the service."""

    draining: bool = False
    started: bool = False
    parts: dict[str, Callable[[], tuple[bool, str]]] = field(default_factory=dict)


@frozen
class Front:
    """The parts behind the doors.

    `allowed_origins`: exact origins beside the page's own that may open sockets and frame the pages; `shop_origins`:
    who frames the pages of a shop instead. `loopback_origins`: also any origin on this machine (only when the service
    is bound to it).
    """

    desk: Desk
    hub: Hub
    keyring: Keyring
    keys: Keys
    bearers: Bearers
    tickets: Tickets
    clock: Clock
    rulebooks: RulebookHolder
    pages: Path
    throttle: Callable[[Identity], Throttle]
    nodes: Nodes = field(default_factory=OneNode)
    metrics: Metrics = field(default_factory=Metrics)
    limits: Limits = field(default_factory=Limits)
    health: Health = field(default_factory=Health)
    admission: Admission = field(default_factory=lambda: Admission(Room(), Metrics()))
    pulse: Pulse = field(default_factory=lambda: Pulse(Metrics()))
    rounds: Rounds = field(default_factory=Rounds)
    hooks: Hooks = field(default_factory=Hooks)
    allowed_origins: tuple[str, ...] = ()
    shop_origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    loopback_origins: bool = False
    courier: Courier | None = None  # whoever sends notices out of the house
    demo: Identity | None = None  # demo mode: who somebody without a key is
