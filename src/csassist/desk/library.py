"""What a shop adds to the rules, as values, and the port that keeps it. Guarantees stand here, not on adapters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from csassist.catalogue.spec import ProductCard
from csassist.frozen import frozen
from csassist.suggest.spec import Script

LIVE, RETIRED = "live", "retired"
OPEN, APPROVED, REFUSED = "open", "approved", "refused"
STATES = (OPEN, APPROVED, REFUSED)
ANY = -1  # an expected version: some card must be there, whichever


@frozen
class ShopProduct:
    """A card as kept. `version` starts at 1, rises with every change of this id and is never given out twice."""

    card: ProductCard
    version: int
    updated_at: datetime


@frozen
class ShopScript:
    """An approved script in its newest version; a retired one is kept and shown to nobody."""

    script: Script
    version: int
    state: str  # live | retired
    at: datetime
    by: str | None = None  # who approved or changed it
    proposal_id: str | None = None


@frozen
class Proposal:
    """A reply that an agent found good. `words` = what a customer says to get it; a supervisor settles them."""

    shop: str
    id: str
    text: str
    at: datetime
    kind: str = "action"
    title: str = ""
    scene: str | None = None
    words: tuple[str, ...] = ()
    agent_id: str | None = None
    teams: tuple[str, ...] = ()
    conversation_id: str | None = None
    suggestion_id: str | None = None
    message_id: str | None = None
    state: str = OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str = ""
    script_id: str | None = None


@frozen
class Contents:
    """All that decisions see of one shop's library. `version` moves with every change."""

    version: int = 0
    products: tuple[ShopProduct, ...] = ()
    scripts: tuple[ShopScript, ...] = ()  # newest versions, retired ones too


@frozen
class ProposalQuery:
    """Proposals of a shop, newest first. `agent_id` and `teams` narrow what the caller may see (either is enough)."""

    shop: str
    state: str | None = None
    agent_id: str | None = None
    teams: tuple[str, ...] | None = None  # None = all
    limit: int = 50
    before: tuple[datetime, str] | None = None  # (at, id) of the last one seen


class LibraryStore(Protocol):
    """The record of shops' libraries. Writes are durable on return, or raise StoreUnavailable and wrote nothing."""

    async def shops(self) -> tuple[str, ...]:
        """Shops that ever added something."""
        ...

    async def contents(self, shop: str) -> Contents:
        """As of one moment."""
        ...

    async def put_products(
        self, shop: str, cards: Sequence[ProductCard], at: datetime, expected: int | None = None
    ) -> tuple[ShopProduct, ...]:
        """Puts the cards (ids differ) in one transaction; one that is the same already keeps its version and time.

        `expected` = the version that each must have now, 0 for none, ANY for any; Conflict A412 otherwise.
        """
        ...

    async def delete_product(self, shop: str, product_id: str, at: datetime, expected: int | None = None) -> bool:
        """False when there is no such card. Conflict A412 when it has another version."""
        ...

    async def put_script(self, shop: str, script: ShopScript) -> None:
        """Writes the version after the newest one; Conflict A409 when somebody else was first."""
        ...

    async def add_proposal(self, proposal: Proposal) -> Proposal | None:
        """None when new; the one on record when this id is known."""
        ...

    async def decide_proposal(self, decided: Proposal, script: ShopScript | None) -> None:
        """Closes an open proposal, with its script in the same transaction; Conflict A409 when it is closed already."""
        ...

    async def proposal(self, shop: str, proposal_id: str) -> Proposal | None: ...
    async def proposals(self, query: ProposalQuery) -> tuple[Proposal, ...]: ...
