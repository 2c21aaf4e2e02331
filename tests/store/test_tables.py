"""The list of tables is both engines' whole schema; a digest of rows sees every change and no order."""

from __future__ import annotations

from pathlib import Path

import apsw

from csassist.store.postgres.schema import migrations as postgres_migrations
from csassist.store.schema import migrate
from csassist.store.tables import NOT_COPIED, TABLES, WITHOUT_SHOP, Digest, page_of


def made(tmp_path: Path) -> apsw.Connection:
    db = apsw.Connection(str(tmp_path / "a"))
    migrate(db)
    return db


def test_every_table_is_named_with_a_key_that_is_unique(tmp_path: Path) -> None:
    db = made(tmp_path)
    tables = {str(name) for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    assert tables - NOT_COPIED == set(TABLES)
    for table, key in TABLES.items():
        columns = [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})")]
        assert set(key) <= {*columns, "rowid"}
        assert ("shop" in columns) is (table not in WITHOUT_SHOP), table
        indexes = [str(row[1]) for row in db.execute(f"PRAGMA index_list({table})") if row[2]]
        keys = [tuple(str(row[2]) for row in db.execute(f"PRAGMA index_info({name})")) for name in indexes]
        assert key in keys or key in (("rowid",), ("number",)), table


def test_both_engines_have_the_same_tables_and_columns(tmp_path: Path) -> None:
    db = made(tmp_path)
    text = "\n".join(sql for _, sql in postgres_migrations())
    for table in TABLES:
        body = text.split(f"CREATE TABLE {table} (")[1].split("\n);")[0].split("\n) WITH")[0]
        lines = [line.strip() for line in body.splitlines() if line.strip()]
        theirs = {line.split()[0] for line in lines if line.split()[0] not in ("PRIMARY", "UNIQUE")}
        theirs |= {line.split()[2] for line in text.splitlines() if line.startswith(f"ALTER TABLE {table} ADD COLUMN")}
        ours = {str(row[1]) for row in db.execute(f"PRAGMA table_info({table})")}
        assert theirs - ours <= {"holder", "rowid"}, table
        assert ours <= theirs, table


def test_pages_follow_each_other_by_key() -> None:
    sql = "SELECT card FROM products WHERE ( shop,id ) > ( ?,? ) ORDER BY shop,id LIMIT ?"
    assert page_of("products", ("card",)) == sql


def test_a_digest_sees_a_changed_a_missing_and_a_doubled_row_but_no_order() -> None:
    def digest(*rows: tuple[object, ...]) -> Digest:
        made = Digest()
        for row in rows:
            made.add(row)
        return made

    one, two = (1, "a", None, b"x", 0.5), (2, "b", None, b"y", 1.5)
    assert digest(one, two) == digest(two, one)
    assert digest((1, memoryview(b"x"))) == digest((1, b"x"))
    for other in (digest(one), digest(one, one), digest(one, (2, "b", None, b"y", 1.6)), digest(one, two, two)):
        assert digest(one, two) != other
