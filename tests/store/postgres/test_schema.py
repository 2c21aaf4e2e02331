"""Migrations and the wall between shops: many nodes start at once, newer schemas are refused, no table is forgotten."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import orjson
import psycopg
import pytest

from csassist.errors import StoreUnavailable
from csassist.store.codec import current_form
from csassist.store.postgres.gate import Gate
from csassist.store.postgres.schema import Forms, guarded, migrations, prepare, schema_of
from csassist.store.postgres.store import PostgresStore
from csassist.store.session import Purpose
from fakes.postgres import ROLE, PostgresServer
from records import commit_of, new_conversation

SHOPLESS = {"copies", "schema_steps", "forms", "probe", "endpoints", "leases", "retention_runs", "secrets"}


def raw(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url, autocommit=True)


def test_many_nodes_may_start_on_an_empty_database_at_once(server: PostgresServer) -> None:
    url = server.url(server.new_database())
    with ThreadPoolExecutor(6) as pool:
        found = [*pool.map(lambda _: prepare(url), range(6))]
    assert {number for number, _ in found} == {1}
    with raw(url) as db:
        assert db.execute("SELECT number FROM schema_steps ORDER BY 1").fetchall() == [(n,) for n, _ in migrations()]


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))


def test_a_newer_schema_is_refused_and_left_alone(server: PostgresServer) -> None:
    url = server.url(server.new_database())
    prepare(url)
    newer = migrations()[-1][0] + 1
    with raw(url) as db:
        db.execute("INSERT INTO schema_steps VALUES (%s)", (newer,))
    with pytest.raises(StoreUnavailable) as refused:
        prepare(url)
    assert refused.value.code == "S505"
    link = Gate(url).connect()
    assert schema_of(link) == newer
    link.close()


def test_a_form_that_a_newer_node_wrote_is_looked_up(url: str) -> None:
    number, forms = prepare(url)
    with raw(url) as db:
        db.execute("INSERT INTO forms VALUES (77, %s)", (orjson.dumps({"Alert": ["id"]}).decode(),))
    assert isinstance(forms, Forms)
    assert (forms[number], forms[77]) == (current_form(), {"Alert": ["id"]})
    with pytest.raises(KeyError):
        forms[78]
    with raw(url) as db:
        db.execute("DELETE FROM forms WHERE number = 77")


def test_an_ordinary_owner_is_held_by_the_wall_and_a_superuser_is_not(server: PostgresServer, url: str) -> None:
    assert guarded(url)
    assert not guarded(url.replace(f"//{ROLE}:", "//postgres:"))


def test_every_table_with_a_shop_is_behind_the_wall_and_no_other_is_without_one(url: str) -> None:
    with raw(url) as db:
        tables = {
            str(name): (bool(secured), bool(forced), bool(shop))
            for name, secured, forced, shop in db.execute(
                "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, EXISTS (SELECT 1 FROM pg_attribute AS a"
                " WHERE a.attrelid=c.oid AND a.attname='shop' AND NOT a.attisdropped) FROM pg_class AS c"
                " WHERE c.relkind='r' AND c.relnamespace='public'::regnamespace"
            )
        }
    assert {name for name, (_, _, shop) in tables.items() if not shop} == SHOPLESS
    assert {name for name, (secured, forced, shop) in tables.items() if shop and not (secured and forced)} == set()


async def two_shops(url: str) -> PostgresStore:
    store = PostgresStore.open(url)
    for shop in ("s1", "s2"):
        await store.record(commit_of(new_conversation(shop=shop), "m-1", degrees=80.0, alert=True))
    return store


async def test_a_question_that_forgets_its_shop_sees_no_other(url: str) -> None:
    store = await two_shops(url)
    for table in ("messages", "conversations", "alerts", "suggestions", "customer_conversations"):
        sql = f"SELECT DISTINCT shop FROM {table}"
        seen = await store._readers.ask(lambda db, sql=sql: db.execute(sql).fetchall(), "s1")
        assert seen in ([("s1",)], []), table
    await store.close()


async def test_a_job_that_forgets_its_shop_changes_no_other_and_writes_for_no_other(url: str) -> None:
    store = await two_shops(url)

    class Careless:
        def apply(self, cursor: object) -> int:
            cursor.execute("UPDATE messages SET text = 'changed'")  # type: ignore[attr-defined]
            return int(cursor.connection.changes())  # type: ignore[attr-defined]

    class Intruder:
        def apply(self, cursor: object) -> None:
            cursor.execute("INSERT INTO libraries (shop, version) VALUES ('s2', 1)")  # type: ignore[attr-defined]

    assert await store._writer.submit(Careless(), "s1") == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await store._writer.submit(Intruder(), "s1")
    assert [m.text for m in await store.messages("s2", "c-1")] != ["changed"]
    await store.close()


@pytest.mark.parametrize(
    ("purpose", "open_to_it"),
    [
        (Purpose.HOUSE, {"alerts", "suggestions"}),
        (Purpose.FIGURES, {"conversations", "messages"}),
        (Purpose.RETENTION, {"conversations", "messages"}),
        (Purpose.INSPECTION, {"alerts", "conversations", "messages", "suggestions"}),
    ],
)
async def test_across_shops_only_what_a_purpose_needs_is_open_and_read_only(
    url: str, purpose: Purpose, open_to_it: set[str]
) -> None:
    store = await two_shops(url)
    seen = set()
    for table in ("alerts", "conversations", "messages", "promises", "suggestions", "whispers"):
        sql = f"SELECT shop FROM {table}"
        if await store._readers.ask(lambda db, sql=sql: db.execute(sql).fetchall(), purpose):
            seen.add(table)
    assert seen == open_to_it

    class Careless:
        def apply(self, cursor: object) -> int:
            cursor.execute("UPDATE messages SET text = 'changed'")  # type: ignore[attr-defined]
            return int(cursor.connection.changes())  # type: ignore[attr-defined]

    assert await store._writer.submit(Careless(), purpose) == 0
    await asyncio.gather(store.close())
