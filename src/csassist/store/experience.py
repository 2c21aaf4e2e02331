"""What became of cards, customers and orders over jobs and questions: desk.experience.ExperienceStore."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson

from csassist.conversation.message import Customer
from csassist.desk.experience import EffectTable, Outcome, Period, Remembered, Shown, Unseen, nobody_counts
from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.insight.effect import BURSTS, Effect, Use
from csassist.insight.raised import Raised
from csassist.insight.usage import Tally
from csassist.store.experience_jobs import (
    EFFECTS,
    NEWEST_TABLE,
    EffectsJob,
    NoteJob,
    OutcomeJob,
    UnseenJob,
)
from csassist.store.raised import raised_in
from csassist.store.reader import Readers
from csassist.store.session import Row, Session
from csassist.store.stored import Codecs, from_micros, time_or_none, to_micros
from csassist.store.tallies import tallies_of
from csassist.store.writer import Writer

_HOUR = 3_600_000_000  # later than that the heat has gone by itself
_REACTIONS = 12  # newest outcomes that choosing may look at


@frozen
class SqlExperience:
    """Implements desk.experience.ExperienceStore. Owns neither the writer nor the readers."""

    writer: Writer
    readers: Readers
    codecs: Codecs

    async def settle_unseen(self, now: datetime, wait_s: float, told: Unseen = nobody_counts) -> int:
        """How many decisions were looked at."""
        outcome = await self.writer.submit(UnseenJob(to_micros(now), round(wait_s * 1_000_000)))
        assert isinstance(outcome, tuple)
        looked, kinds = outcome
        told(kinds)
        return int(looked)

    async def shown(self, shop: str, conversation_id: str, decisions: int) -> Shown:
        """From the assessments and the feedback of this conversation."""
        return await self.readers.ask(lambda db: _shown(db, (shop, conversation_id), decisions, self.codecs), shop)

    async def feedback_shops(self) -> tuple[str, ...]:
        """Shops with feedback, by name."""
        sql = "SELECT DISTINCT shop FROM feedback ORDER BY shop"
        return await self.readers.ask(lambda db: tuple(str(row[0]) for row in db.execute(sql)))

    async def uses(self, shop: str, since: datetime, limit: int) -> tuple[Use, ...]:
        """The newest first."""
        return await self.readers.ask(lambda db: _uses(db, shop, to_micros(since), limit), shop)

    async def effects(self, shop: str, version: int | None = None) -> EffectTable:
        """As of one moment."""
        return await self.readers.ask(lambda db: _effects(db, shop, version), shop)

    async def put_effects(self, shop: str, as_of: datetime, effects: Sequence[Effect]) -> EffectTable:
        """The table as it is now."""
        await self.writer.submit(EffectsJob(shop, to_micros(as_of), effects), shop)
        return await self.effects(shop)

    async def raised(self, period: Period) -> tuple[tuple[Raised, ...], int]:
        """As of one moment."""
        return await self.readers.ask(lambda db: raised_in(db, period, self.codecs), period.shop)

    async def tallies(self, period: Period) -> tuple[Tally, ...]:
        """By script id."""
        return await self.readers.ask(lambda db: tallies_of(db, period), period.shop)

    async def customer(self, shop: str, customer_id: str) -> Remembered | None:
        """What is remembered of a customer."""
        return await self.readers.ask(lambda db: _customer(db, shop, customer_id), shop)

    async def note_customer(self, shop: str, customer_id: str, added: Sequence[str], at: datetime) -> Remembered:
        """The customer with these notes."""
        try:
            raw = orjson.dumps([*added])
        except (orjson.JSONEncodeError, UnicodeEncodeError) as error:
            raise InvalidInput("the text is not valid Unicode; send it as UTF-8 without lone surrogates") from error
        await self.writer.submit(NoteJob(shop, customer_id, raw, to_micros(at)), shop)
        found = await self.customer(shop, customer_id)
        assert found is not None
        return found

    async def put_outcome(self, outcome: Outcome) -> Outcome | None:
        """None when new."""
        found = await self.writer.submit(OutcomeJob(outcome), outcome.shop)
        return _outcome(found) if isinstance(found, tuple) else None


def _shown(db: Session, key: tuple[str, str], decisions: int, codecs: Codecs) -> Shown:
    sql = """SELECT form, assessment FROM messages WHERE shop=? AND conversation=? AND sender='customer'
 ORDER BY seq DESC LIMIT ?"""
    held = [codecs.read_assessment(raw, form).suggestions for form, raw in db.execute(sql, (*key, 4 * decisions))]
    cards = [some for some in held if some][:decisions][::-1]
    said = """SELECT f.at, s.script_id, f.outcome FROM suggestions AS s JOIN feedback AS f ON f.shop=s.shop
 AND f.suggestion_id=s.id WHERE s.shop=? AND s.id=? AND s.script_id IS NOT NULL
 AND f.outcome IN ('used','edited','sent','dismissed')"""
    ids = dict.fromkeys(card.id for some in cards for card in some)
    rows = sorted(
        (int(at), str(script), str(outcome)) for name in ids for at, script, outcome in db.execute(said, (key[0], name))
    )
    return Shown(tuple(cards), tuple((script, outcome) for _, script, outcome in rows)[-_REACTIONS:])


# One question for all uses: SQLite works without the interpreter, which has messages to serve. `before` = the heat read
# last, `after` = the next three customer bursts (the last bubble stands for its burst), within sixty messages.
USES = """SELECT s.script_id,
 (SELECT m.degrees FROM messages AS m WHERE m.shop=f.shop AND m.conversation=s.conversation AND m.seq<f.seq
  AND m.sender='customer' ORDER BY m.seq DESC LIMIT 1) AS before,
 (SELECT json_group_array(degrees) FROM (SELECT max(m.seq), m.degrees AS degrees FROM messages AS m
  WHERE m.shop=f.shop AND m.conversation=s.conversation AND m.seq>f.seq AND m.seq<=f.seq+60 AND m.sender='customer'
  AND m.received_at<=f.at+?4 GROUP BY m.mark ORDER BY m.mark LIMIT ?5))
 FROM feedback AS f JOIN suggestions AS s ON s.shop=f.shop AND s.id=f.suggestion_id
 WHERE f.shop=?1 AND f.at>=?2 AND f.outcome='sent' AND f.seq IS NOT NULL AND s.script_id IS NOT NULL
 ORDER BY f.at DESC, f.suggestion_id LIMIT ?3"""


def _uses(db: Session, shop: str, since: int, limit: int) -> tuple[Use, ...]:
    rows: list[Row] = db.execute(USES, (shop, since, limit, _HOUR, BURSTS)).fetchall()
    return tuple(
        Use(script_id, before, tuple(orjson.loads(after))) for script_id, before, after in rows if before is not None
    )


def _effects(db: Session, shop: str, version: int | None) -> EffectTable:
    if version is None:
        head = db.execute(NEWEST_TABLE, (shop,)).fetchone()
    else:
        sql = "SELECT version, as_of FROM effect_tables WHERE shop=? AND version=?"
        head = db.execute(sql, (shop, version)).fetchone()
    if head is None:
        return EffectTable()
    rows = db.execute(EFFECTS, (shop, head[0]))
    return EffectTable(int(head[0]), from_micros(head[1]), tuple(Effect(*row) for row in rows if row[1]))


def _customer(db: Session, shop: str, customer_id: str) -> Remembered | None:
    sql = """SELECT id, name, value, orders, notes, added, type, last_seen, last_hot_at, conversation FROM customers
 WHERE shop=? AND id=?"""
    row = db.execute(sql, (shop, customer_id)).fetchone()
    if row is None:
        return None
    name, value, orders, notes, added, kind, last_seen, last_hot_at, conversation = row[1:]
    customer = Customer(row[0], name, value, orders, tuple(orjson.loads(notes)), tuple(orjson.loads(added)), kind)
    hot_at = time_or_none(last_hot_at)
    return Remembered(customer, from_micros(last_seen), hot_at, conversation)


def _outcome(row: Row) -> Outcome:
    shop, name, kind, at, received_at, *about = row
    return Outcome(shop, name, kind, from_micros(at), from_micros(received_at), *about)
