"""Shops' libraries over jobs and questions: desk.library.LibraryStore over the store's one writer and its readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from csassist.catalogue.spec import ProductCard
from csassist.desk.library import Contents, Proposal, ProposalQuery, ShopProduct, ShopScript
from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.store.codec import Codec
from csassist.store.library_jobs import DecideJob, DeleteJob, ProposeJob, PutJob, ScriptJob, prepare_script
from csassist.store.reader import Readers
from csassist.store.session import Row, Session
from csassist.store.stored import Codecs, from_micros, to_micros
from csassist.store.writer import Writer
from csassist.suggest.spec import Script

AT_ONCE = 500  # cards in one transaction: a large import must not hold up the messages behind it


@frozen
class LibraryCodecs:
    """The stored forms of what a library holds."""

    number: int
    codecs: Codecs
    card: Codec[ProductCard]
    script: Codec[Script]
    proposal: Codec[Proposal]

    @classmethod
    def of(cls, codecs: Codecs) -> LibraryCodecs:
        """For the same file as `codecs`."""
        return cls(codecs.number, codecs, Codec(ProductCard), Codec(Script), Codec(Proposal))

    def read_product(self, row: Row) -> ShopProduct:
        """From (version, updated_at, form, card)."""
        version, updated_at, form, card = row
        return ShopProduct(self.card.decode(card, form, self.codecs.forms[form]), version, from_micros(updated_at))

    def read_script(self, row: Row) -> ShopScript:
        """From (version, state, at, by, proposal_id, form, script)."""
        version, state, at, by, proposal_id, form, raw = row
        script = self.script.decode(raw, form, self.codecs.forms[form])
        return ShopScript(script, version, state, from_micros(at), by, proposal_id)

    def read_proposal(self, row: Row) -> Proposal:
        """From (form, proposal)."""
        form, raw = row
        return self.proposal.decode(raw, form, self.codecs.forms[form])


class SqlLibrary:
    """Implements desk.library.LibraryStore. Owns neither the writer nor the readers."""

    def __init__(self, writer: Writer, readers: Readers, codecs: Codecs) -> None:
        self._writer = writer
        self._readers = readers
        self._codecs = LibraryCodecs.of(codecs)

    async def shops(self) -> tuple[str, ...]:
        """Shops that ever added something, by name."""
        return await self._readers.ask(lambda db: tuple(row[0] for row in db.execute(_SHOPS)))

    async def contents(self, shop: str) -> Contents:
        """As of one moment, by id."""
        return await self._readers.ask(lambda db: _contents(db, shop, self._codecs), shop)

    async def put_products(
        self, shop: str, cards: Sequence[ProductCard], at: datetime, expected: int | None = None
    ) -> tuple[ShopProduct, ...]:
        """AT_ONCE cards a transaction; a fault leaves those before it in place, and putting again is harmless."""
        kept: list[ShopProduct] = []
        for start in range(0, len(cards), AT_ONCE):
            some = cards[start : start + AT_ONCE]
            rows = [(card.id, _encoded(self._codecs.card, card)) for card in some]
            job = PutJob(shop, rows, to_micros(at), self._codecs.number, expected)
            written = await self._writer.submit(job, shop)
            assert isinstance(written, list)
            kept += [ShopProduct(card, *_kept(row)) for card, row in zip(some, written, strict=True)]
        return tuple(kept)

    async def delete_product(self, shop: str, product_id: str, at: datetime, expected: int | None = None) -> bool:
        """False when there is no such card."""
        return bool(await self._writer.submit(DeleteJob(shop, product_id, to_micros(at), expected), shop))

    async def put_script(self, shop: str, script: ShopScript) -> None:
        """The version after the newest one."""
        job = ScriptJob(prepare_script(shop, script, self._raw(script), self._codecs.number))
        await self._writer.submit(job, shop)

    async def add_proposal(self, proposal: Proposal) -> Proposal | None:
        """None when new, else the one on record."""
        raw = _encoded(self._codecs.proposal, proposal)
        row = (proposal.shop, proposal.id, to_micros(proposal.at), proposal.state, proposal.agent_id)
        found = await self._writer.submit(ProposeJob((*row, self._codecs.number, raw)), proposal.shop)
        return self._codecs.read_proposal(found) if isinstance(found, tuple) else None

    async def decide_proposal(self, decided: Proposal, script: ShopScript | None) -> None:
        """The proposal and its script, or nothing."""
        raw = _encoded(self._codecs.proposal, decided)
        row = (decided.state, self._codecs.number, raw, decided.shop, decided.id)
        made = None
        if script is not None:
            made = ScriptJob(prepare_script(decided.shop, script, self._raw(script), self._codecs.number))
        await self._writer.submit(DecideJob(row, made), decided.shop)

    async def proposal(self, shop: str, proposal_id: str) -> Proposal | None:
        """One proposal of the shop."""

        def find(db: Session) -> Proposal | None:
            sql = "SELECT form, proposal FROM proposals WHERE shop = ? AND id = ?"
            row = db.execute(sql, (shop, proposal_id)).fetchone()
            return None if row is None else self._codecs.read_proposal(row)

        return await self._readers.ask(find, shop)

    async def proposals(self, query: ProposalQuery) -> tuple[Proposal, ...]:
        """Newest first, at most `limit`."""
        return await self._readers.ask(lambda db: _proposals(db, query, self._codecs), query.shop)

    def _raw(self, script: ShopScript) -> bytes:
        return _encoded(self._codecs.script, script.script)


_SHOPS = "SELECT shop FROM libraries ORDER BY shop"
_PRODUCTS = "SELECT version, updated_at, form, card FROM products WHERE shop = ? AND card IS NOT NULL ORDER BY id"
_SCRIPTS = """SELECT version, state, at, by, proposal_id, form, script FROM shop_scripts AS s WHERE shop = ?1
 AND version = (SELECT max(version) FROM shop_scripts WHERE shop = ?1 AND id = s.id) ORDER BY id"""


def _contents(db: Session, shop: str, codecs: LibraryCodecs) -> Contents:
    version = db.execute("SELECT version FROM libraries WHERE shop = ?", (shop,)).fetchone()
    if version is None:
        return Contents()
    products = tuple(codecs.read_product(row) for row in db.execute(_PRODUCTS, (shop,)))
    scripts = tuple(codecs.read_script(row) for row in db.execute(_SCRIPTS, (shop,)))
    return Contents(int(version[0]), products, scripts)


def _proposals(db: Session, query: ProposalQuery, codecs: LibraryCodecs) -> tuple[Proposal, ...]:
    where, values = ["shop = ?"], list[Any]([query.shop])
    if query.state is not None:
        where.append("state = ?")
        values.append(query.state)
    if query.before is not None:
        where.append("(at, id) < (?, ?)")
        values += [to_micros(query.before[0]), query.before[1]]
    sql = " ".join(["SELECT form, proposal FROM proposals WHERE", " AND ".join(where), "ORDER BY at DESC, id DESC"])
    found: list[Proposal] = []
    for row in db.execute(sql, values):
        proposal = codecs.read_proposal(row)
        if _visible(proposal, query):
            found.append(proposal)
            if len(found) == query.limit:
                break
    return tuple(found)


def _visible(proposal: Proposal, query: ProposalQuery) -> bool:
    if query.teams is None and query.agent_id is None:
        return True
    own = query.agent_id is not None and proposal.agent_id == query.agent_id
    return own or bool(query.teams and set(query.teams).intersection(proposal.teams))


def _kept(row: Row) -> tuple[int, datetime]:
    return int(row[0]), from_micros(row[1])


def _encoded(codec: Codec[Any], value: object) -> bytes:
    try:
        return codec.encode(value)
    except (orjson.JSONEncodeError, UnicodeEncodeError) as error:
        raise InvalidInput("the text is not valid Unicode; send it as UTF-8 without lone surrogates") from error
