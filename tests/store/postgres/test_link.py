"""What is said when there is no connection: where it should have led and why it did not, never the password."""

from __future__ import annotations

import logging

import psycopg
import pytest

from csassist.errors import StoreUnavailable
from csassist.store.postgres.link import connect, place_of
from fakes.ports import free_port
from fakes.postgres import PASSWORD, PostgresServer

SECRET = "geheim-0815"


def refusal(url: str) -> StoreUnavailable:
    with pytest.raises(StoreUnavailable) as refused:
        connect(url)
    said = f"{refused.value.message} {refused.value!r} {refused.value.__cause__!r} {refused.value.facts}"
    assert SECRET not in said
    assert PASSWORD not in said
    return refused.value


def test_a_place_is_named_without_who_and_by_what() -> None:
    assert place_of(f"postgresql://u:{SECRET}@db.example:6432/desk") == "db.example:6432/desk"
    assert place_of(f"postgresql://u:{SECRET}@db.example") == "db.example:5432/u"


@pytest.mark.parametrize("url", [f"postgresql://u:{SECRET}@h:no/d", f"postgresql://u:{SECRET}@h/d?nonsense={SECRET}"])
def test_an_address_that_cannot_be_read_is_not_repeated(url: str) -> None:
    assert refusal(url).code == "S508"


def test_nobody_there() -> None:
    port = free_port()
    refused = refusal(f"postgresql://u:{SECRET}@127.0.0.1:{port}/d")
    assert refused.code == "S503"
    assert f"127.0.0.1:{port}/d: no answer" in refused.message


def test_wrong_password_and_wrong_database(server: PostgresServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    url = server.url("nowhere")
    assert "the user or the password is wrong" in refusal(url.replace(PASSWORD, SECRET)).message
    assert "no such database" in refusal(url).message
    assert SECRET not in caplog.text


def test_a_connection_does_not_wait_for_ever(server: PostgresServer) -> None:
    link = connect(server.url(server.new_database()))
    link.patience = 0.2
    with pytest.raises(psycopg.OperationalError):
        link.execute("SELECT pg_sleep(30)")
    link.close()


def test_the_servers_own_limits_are_set_and_further_options_kept(server: PostgresServer) -> None:
    link = connect(f"{server.url(server.new_database())}?options=-c%20work_mem%3D5MB&application_name=desk")
    shown = {name: link.execute(f"SHOW {name}".encode()).fetchone() for name in ("statement_timeout", "work_mem")}
    assert shown == {"statement_timeout": ("9s",), "work_mem": ("5MB",)}
    assert link.execute("SHOW application_name").fetchone() == ("desk",)
    link.close()
