"""`csassist keys`: what is printed opens the door, what is listed does not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from csassist.cli import cli
from csassist.desk.access import Role
from csassist.desk.keyring import Keyring, key_hash
from csassist.errors import Conflict, NotFound, Unauthenticated
from csassist.lab.key_verbs import KeyFile
from csassist.store.sqlite import SqliteStore


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["keys", *words, "--data", str(data)])


def create(data: Path, *more: str) -> str:
    made = run(data, "create", "--role", "agent", "--shop", "s1", "--agent", "a1", "--teams", "t1, t2", *more)
    assert made.exit_code == 0, made.output
    return made.stdout.strip()


def test_the_printed_key_opens_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    key = create(tmp_path, "--label", "前台")
    (row,) = asyncio.run(KeyFile(tmp_path).keys())
    assert row.key_hash == key_hash(key)
    who = Keyring(stored=[row]).identify(key)
    assert (who.role, who.shop, who.agent_id, who.teams) == (Role.AGENT, "s1", "a1", ("t1", "t2"))
    assert not any(key.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_list_names_keys_and_shows_none(tmp_path: Path) -> None:
    key = create(tmp_path, "--label", "前台", "--days", "3")
    listed = run(tmp_path, "list").stdout
    assert key_hash(key)[:12] in listed
    assert "前台" in listed
    assert "有效 · 到 " in listed
    assert key not in listed
    assert "没有存下来的密钥" in run(tmp_path, "list", "--shop", "s2").stdout


def test_revoked_is_revoked(tmp_path: Path) -> None:
    key = create(tmp_path)
    assert run(tmp_path, "revoke", key_hash(key)[:12]).exit_code == 0
    assert "已停用" in run(tmp_path, "list").stdout
    with pytest.raises(Unauthenticated):
        Keyring(stored=asyncio.run(KeyFile(tmp_path).keys())).identify(key)
    assert isinstance(run(tmp_path, "revoke", key_hash(key)[:12]).exception, NotFound)


def test_rotation_leaves_the_old_key_for_the_overlap(tmp_path: Path) -> None:
    old = create(tmp_path)
    rotated = run(tmp_path, "rotate", key_hash(old)[:12], "--overlap", "60")
    new = rotated.stdout.strip()
    ring = Keyring(stored=asyncio.run(KeyFile(tmp_path).keys()))
    assert ring.identify(old).until is not None
    assert ring.identify(new).until is None
    assert ring.identify(new).teams == ring.identify(old).teams


@pytest.mark.parametrize("words", [("--role", "king"), ("--role", "agent"), ("--role", "admin", "--days", "0")])
def test_a_key_for_nobody_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, "create", *words).exit_code == 2
    assert asyncio.run(KeyFile(tmp_path).keys()) == ()


async def test_it_works_beside_a_store_that_is_open(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path)
    try:
        key = await asyncio.to_thread(create, tmp_path)
        assert [row.key_hash for row in await store.keys()] == [key_hash(key)]
    finally:
        await store.close()


def test_the_configured_key_is_not_in_the_file(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path, "revoke", "0" * 12).exception, NotFound | Conflict)
