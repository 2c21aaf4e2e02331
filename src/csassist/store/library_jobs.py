"""Writes to a shop's library as jobs of the one writer: cards, scripts, proposals. Runs inside its transaction."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.desk.library import ANY, ShopScript
from csassist.errors import Conflict
from csassist.frozen import frozen
from csassist.store.session import Cursor, Row
from csassist.store.stored import to_micros

_MOVE = """INSERT INTO libraries (shop, version) VALUES (?, 1)
 ON CONFLICT (shop) DO UPDATE SET version = libraries.version + 1"""
_FIND = "SELECT version, updated_at, form, card FROM products WHERE shop = ? AND id = ?"
_PUT = """INSERT INTO products (version, updated_at, form, card, shop, id) VALUES (?,?,?,?,?,?)
 ON CONFLICT (shop, id) DO UPDATE SET version=excluded.version, updated_at=excluded.updated_at, form=excluded.form,
 card=excluded.card"""
_SCRIPT = """INSERT INTO shop_scripts (shop, id, version, state, at, by, proposal_id, form, script)
 VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"""
_PROPOSE = """INSERT INTO proposals (shop, id, at, state, agent_id, form, proposal) VALUES (?,?,?,?,?,?,?)
 ON CONFLICT DO NOTHING"""


@frozen
class PutJob:
    """Cards as (id, card). Returns (version, updated_at) for each, a Conflict when one is not of `expected` version."""

    shop: str
    rows: Sequence[tuple[str, bytes]]
    at: int
    form: int
    expected: int | None

    def apply(self, cursor: Cursor) -> list[Row] | Conflict:
        """Looks before it writes anything: a refused job leaves no trace."""
        before = [cursor.execute(_FIND, (self.shop, name)).fetchone() for name, _ in self.rows]
        if any(not _fits(row, self.expected) for row in before):
            return _outdated()
        kept: list[Row] = []
        moved = False
        for (name, card), row in zip(self.rows, before, strict=True):
            if row is not None and (row[2], row[3]) == (self.form, card):
                kept.append((row[0], row[1]))
                continue
            version = 1 if row is None else row[0] + 1
            cursor.execute(_PUT, (version, self.at, self.form, card, self.shop, name))
            kept.append((version, self.at))
            moved = True
        if moved:
            cursor.execute(_MOVE, (self.shop,))
        return kept


@frozen
class DeleteJob:
    """Returns True when a card was there, a Conflict when it is not of `expected` version."""

    shop: str
    product_id: str
    at: int
    expected: int | None

    def apply(self, cursor: Cursor) -> bool | Conflict:
        """The row stays without its card."""
        row = cursor.execute(_FIND, (self.shop, self.product_id)).fetchone()
        if not _fits(row, self.expected):
            return _outdated()
        if row is None or row[3] is None:
            return False
        cursor.execute(_PUT, (row[0] + 1, self.at, row[2], None, self.shop, self.product_id))
        cursor.execute(_MOVE, (self.shop,))
        return True


@frozen
class ScriptJob:
    """One version of a script. Returns a Conflict when it is there already or its forerunner is not."""

    row: Row  # shop, id, version, …

    def apply(self, cursor: Cursor) -> Conflict | None:
        """Versions are 1, 2, 3 … without a hole."""
        shop, name, version = self.row[:3]
        sql = "SELECT coalesce(max(version), 0) FROM shop_scripts WHERE shop = ? AND id = ?"
        newest = cursor.execute(sql, (shop, name)).fetchone()
        if newest is None or newest[0] != version - 1:
            return Conflict("somebody else has changed this script; read it again")
        cursor.execute(_SCRIPT, self.row)
        cursor.execute(_MOVE, (shop,))
        return None


def prepare_script(shop: str, kept: ShopScript, raw: bytes, form: int) -> Row:
    """The row of one version."""
    place = (shop, kept.script.id, kept.version, kept.state)
    return (*place, to_micros(kept.at), kept.by, kept.proposal_id, form, raw)


@frozen
class ProposeJob:
    """Returns None when new, the row (form, proposal) of the one on record otherwise."""

    row: Row

    def apply(self, cursor: Cursor) -> Row | None:
        """One row, or none."""
        cursor.execute(_PROPOSE, self.row)
        if cursor.connection.changes():
            return None
        sql = "SELECT form, proposal FROM proposals WHERE shop = ? AND id = ?"
        found: Row | None = cursor.execute(sql, self.row[:2]).fetchone()
        return found


@frozen
class DecideJob:
    """Closes an open proposal and adds its script. Returns a Conflict when it is closed, or the script is there."""

    row: Row  # state, form, proposal, shop, id
    script: ScriptJob | None

    def apply(self, cursor: Cursor) -> Conflict | None:
        """The script first: when it is refused nothing was written."""
        shop, name = self.row[3:]
        state = cursor.execute("SELECT state FROM proposals WHERE shop = ? AND id = ?", (shop, name)).fetchone()
        if state is None or state[0] != "open":
            return Conflict("this proposal was decided already")
        if self.script is not None and (refused := self.script.apply(cursor)) is not None:
            return refused
        cursor.execute("UPDATE proposals SET state=?, form=?, proposal=? WHERE shop=? AND id=?", self.row)
        return None


def _fits(row: Row | None, expected: int | None) -> bool:
    """Whether a card has the version that is asked for; 0 = it is not there, or not any more."""
    version = 0 if row is None or row[3] is None else int(row[0])
    return expected is None or (version > 0 if expected == ANY else version == expected)


def _outdated() -> Conflict:
    return Conflict("the product has another version by now; read it again", code="A412")
