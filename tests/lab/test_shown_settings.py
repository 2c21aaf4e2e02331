from __future__ import annotations

import json
from pathlib import Path

import pytest

from csassist.lab.shown_settings import run_config_show, shown
from csassist.settings import SettingsError, load_with_origins

CANARY = "swordfish-0123456789"


def test_every_setting_says_where_it_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("csassist.yaml").write_text("log_level: warning\nport: 1\nhost: 127.0.0.2\n", "utf-8")
    environ = {"CSASSIST_PORT": "2", "PORT": "9", "CSASSIST_DATA": "elsewhere"}
    found = shown(*load_with_origins({"data": Path("here"), "rules": None}, environ))
    assert found["log_level"] == {"value": "warning", "from": "csassist.yaml"}
    assert found["port"] == {"value": 2, "from": "CSASSIST_PORT"}
    assert found["data"] == {"value": "here", "from": "--data"}
    assert found["segmenter"]["from"] == "default"


def test_a_platforms_port_is_taken() -> None:
    settings, origins = load_with_origins({}, {"PORT": "9000"})
    assert (settings.port, origins["port"]) == (9000, "PORT")


def test_secrets_are_masked_wherever_they_stand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "keys.json"
    secret.write_text(json.dumps([{"key": CANARY, "role": "admin", "shop": "s1"}]), "utf-8")
    robot = {
        "name": "r1",
        "kind": "wecom",
        "shop": "s1",
        "url": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={CANARY}",
    }
    environ = {
        "CSASSIST_KEYS_FILE": str(secret),
        "CSASSIST_BROKER": f"redis://:{CANARY}@far.example:6379/0",
        "CSASSIST_NOTICES": json.dumps([robot]),
    }
    for as_json in (False, True):
        run_config_show(*load_with_origins({}, environ), as_json=as_json)
    words = capsys.readouterr().out
    assert CANARY not in words
    assert "CSASSIST_KEYS_FILE" in words
    assert "qyapi" not in words  # the address of a robot is its key


def test_a_wrong_setting_is_told_as_ever() -> None:
    with pytest.raises(SettingsError, match="port"):
        load_with_origins({}, {"CSASSIST_PORT": "99999"})
