"""Environment over file over defaults; secrets from files; every wrong key is named, no secret is."""

import json
from pathlib import Path

import pytest

from csassist.settings import SettingsError, load_settings

KEYS = json.dumps([{"key": "s3cret-canary", "role": "agent", "shop": "s1", "agent_id": "a1", "teams": ["t1"]}])


def test_defaults_bind_to_this_machine_only() -> None:
    settings = load_settings(environ={})
    assert settings.host == "127.0.0.1"
    assert settings.loopback
    assert settings.keys == ()


def test_order_is_command_line_environment_file_default(tmp_path: Path) -> None:
    file = tmp_path / "csassist.yaml"
    file.write_text("port: 1111\nhost: 10.0.0.1\nlog_level: error\n")
    settings = load_settings({"port": 3333, "data": None}, {"CSASSIST_PORT": "2222", "CSASSIST_HOST": "::1"}, file)
    assert (settings.port, settings.host, settings.log_level) == (3333, "::1", "error")


def test_keys_from_json_and_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "keys"
    secret.write_text(KEYS + "\n")
    for environ in ({"CSASSIST_KEYS": KEYS}, {"CSASSIST_KEYS_FILE": str(secret)}):
        (key,) = load_settings(environ=environ).configured_keys()
        assert (key.key, key.role, key.shop, key.agent_id, key.teams) == ("s3cret-canary", "agent", "s1", "a1", ("t1",))


def test_lists_may_be_comma_separated() -> None:
    settings = load_settings(environ={"CSASSIST_EMBED_ORIGINS": "https://a.example, https://b.example"})
    assert settings.embed_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    "environ",
    [
        {"CSASSIST_PROT": "8000"},
        {"CSASSIST_PORT": "eighty"},
        {"CSASSIST_PORT": "70000"},
        {"CSASSIST_KEYS": "[{"},
        {"CSASSIST_KEYS": '[{"key":"s3cret-canary","role":"boss","shop":"s1"}]'},
        {"CSASSIST_KEYS": '[{"key":"s3cret-canary","role":"agent","shop":"s1","extra":1}]'},
        {"CSASSIST_KEYS_FILE": "/nowhere/at/all"},
        {"CSASSIST_SEGMENTER": "thulac"},
    ],
)
def test_what_is_wrong_is_an_error_that_shows_no_secret(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ=environ)
    assert "s3cret-canary" not in caught.value.message
    assert caught.value.code == "C210"


@pytest.mark.parametrize("content", ["- a list", "port: 80\nunknown: 1", "port: [", "port: 1\nport: 2"])
def test_a_wrong_file_is_an_error(tmp_path: Path, content: str) -> None:
    file = tmp_path / "csassist.yaml"
    file.write_text(content)
    with pytest.raises(SettingsError):
        load_settings(environ={}, file=file)


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        load_settings(environ={}, file=tmp_path / "none.yaml")


def test_a_settings_object_does_not_print_its_keys() -> None:
    assert "s3cret-canary" not in repr(load_settings(environ={"CSASSIST_KEYS": KEYS}))
