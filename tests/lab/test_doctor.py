from __future__ import annotations

import json
import resource
import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from csassist.lab import checkup
from csassist.lab.checkup import FAULT, OK, WARN, Finding, filesystem, wal_is_sound
from csassist.lab.checkup_settings import is_origin
from csassist.lab.doctor import examine, run_doctor
from csassist.settings import Settings, SettingsError
from csassist.store.postgres.company import Company
from csassist.store.postgres.store import Options, PostgresStore
from fakes.postgres import postgres_server

STRONG = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def settings(data: Path, **more: Any) -> Settings:
    return Settings.model_validate({"data": data, "port": 0, **more})


def found(data: Path, **more: Any) -> dict[str, Finding]:
    return {one.check: one for one in examine(lambda: settings(data, **more), english=True)}


def test_a_sound_installation_has_no_fault_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "data"
    keys = [{"key": STRONG, "role": "admin", "shop": "s1"}]
    assert run_doctor(lambda: settings(place, keys=keys), english=False, as_json=False)
    words = capsys.readouterr().out
    assert "✗" not in words
    assert words.splitlines()[-1].startswith("0 处错误")
    assert run_doctor(lambda: settings(place, keys=keys), english=True, as_json=True)
    body = json.loads(capsys.readouterr().out)
    assert body["faults"] == 0
    checks = {one["check"] for one in body["findings"]}
    assert checks >= {
        "python",
        "sqlite",
        "data",
        "disk",
        "clock",
        "port",
        "rules",
        "pages",
        "keys",
        "notices",
        "broker",
    }


def test_settings_that_cannot_be_read_are_the_only_fault() -> None:
    def load() -> Settings:
        raise SettingsError("settings: CSASSIST_NONSENSE is not a setting")

    one, *rest = examine(load)
    assert (one.check, one.level, rest) == ("settings", FAULT, [])
    assert "NONSENSE" in one.text


def test_a_taken_port_is_a_fault_unless_it_is_ours(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        one = found(tmp_path, port=taken.getsockname()[1], keys=[])["port"]
    assert one.level == FAULT
    assert "--port" in one.way_out


def test_a_data_directory_that_others_read_or_that_takes_nothing(tmp_path: Path) -> None:
    open_to_all = tmp_path / "open"
    open_to_all.mkdir(mode=0o755)
    open_to_all.chmod(0o755)
    assert found(open_to_all)["data"].level == WARN
    file = tmp_path / "file"
    file.write_text("x", "utf-8")
    assert found(file / "data")["data"].level == FAULT
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o700 if found(tmp_path / "fresh") else False


def test_a_network_file_system_and_a_full_disk_are_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filesystem(tmp_path) not in checkup.REMOTE
    monkeypatch.setattr(checkup, "filesystem", lambda _: "nfs4")
    monkeypatch.setattr(checkup, "TOO_LITTLE", 2**80)
    monkeypatch.setattr(checkup, "LITTLE", 2**81)
    seen = found(tmp_path / "data")
    assert (seen["data"].level, seen["disk"].level) == (FAULT, FAULT)
    assert "nfs4" in seen["data"].text


@pytest.mark.parametrize(
    ("version", "sound"),
    [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 54, 0), True), ((3, 44, 6), True),
     ((3, 44, 5), False), ((3, 50, 7), True), ((3, 50, 6), False), ((3, 6, 9), True)],
)  # fmt: skip
def test_versions_of_sqlite_with_the_bug_are_known(version: tuple[int, ...], sound: bool) -> None:
    assert wal_is_sound(version) is sound


def test_few_descriptors_are_told(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert found(tmp_path)["descriptors"].level == (OK if before[1] >= checkup.SOCKETS else WARN)


def test_keys_that_are_weak_or_twice_or_missing(tmp_path: Path) -> None:
    weak = [{"key": "short", "role": "admin", "shop": "s1"}]
    twice = [{"key": STRONG, "role": role, "shop": "s1"} for role in ("admin", "integrator")]
    assert found(tmp_path, keys=weak)["keys"].level == WARN
    assert found(tmp_path, keys=weak, host="0.0.0.0")["keys"].level == FAULT
    assert found(tmp_path, keys=twice)["keys"].level == WARN
    assert found(tmp_path, host="0.0.0.0")["keys"].level == WARN
    assert found(tmp_path, keys=twice[:1])["keys"].level == OK


@pytest.mark.parametrize(
    ("text", "good"),
    [("https://desk.example", True), ("https://desk.example:8443", True), ("http://localhost:3000", True),
     ("https://desk.example/", False), ("https://*.example", False), ("desk.example", False), ("https://a:b", False)],
)  # fmt: skip
def test_origins_are_exact(text: str, good: bool) -> None:
    assert is_origin(text) is good


def test_wrong_settings_are_named_with_a_way_out(tmp_path: Path) -> None:
    seen = found(
        tmp_path, embed_origins=["https://desk.example/path"], public_url="http://localhost:8000",
        broker="redis://:secret@127.0.0.1:1/0", rules=tmp_path,
    )  # fmt: skip
    assert {name for name, one in seen.items() if one.level == FAULT} >= {"embed_origins", "broker", "rules"}
    assert seen["public_url"].level == WARN
    assert all(one.way_out for one in seen.values() if one.level != OK)
    assert not any("secret" in one.text for one in seen.values())


async def test_nodes_that_would_not_hear_of_each_other_are_a_fault(tmp_path: Path) -> None:
    with postgres_server() as server:
        url = server.url(server.new_database())

        def company(**more: Any) -> Finding:
            return found(tmp_path, store=url, **more)["company"]

        redis = "redis://127.0.0.1:1/0"
        assert company().level == OK
        for who, alone, many in ((Company.ALONE, FAULT, FAULT), (Company.TOGETHER, FAULT, OK)):
            node = PostgresStore.open(url, Options(company=who))
            assert (company().level, company(broker=redis).level) == (alone, many)
            assert "S509" in company().text
            assert "CSASSIST_BROKER" in company().way_out
            await node.close()
