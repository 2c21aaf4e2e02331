"""Hooks as people write them: every mistake is named, no secret is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from csassist.connect.entry import HookEntry, read_hooks
from fakes.chatwoot import SECRET, hook_entry

WHSEC = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"


def entry(**more: Any) -> HookEntry:
    return HookEntry.model_validate({**hook_entry(), **more})


def test_a_hook_as_it_is_meant(tmp_path: Path) -> None:
    (hook,) = read_hooks((entry(secret="new, old"),))
    assert (hook.id, hook.kind, hook.shop, hook.secrets) == ("h1", "chatwoot", "s1", ("new", "old"))
    assert "old" not in repr(hook)
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    (hook,) = read_hooks((entry(secret=None, secret_file=file),))
    assert hook.secrets == (SECRET,)
    assert hook.agent(7) == "a1"
    assert hook.agent(8) == "8"
    assert [hook.agent(odd) for odd in (None, True, "", {})] == [None] * 4


@pytest.mark.parametrize(
    "more",
    [
        {"secret": None},
        {"secret_file": "x"},
        {"id": "a/b"},
        {"kind": "generic", "signature": "off"},
        {"base_url": "https://chat.example"},
        {"account": 1, "api_token": "x"},
        {"kind": "generic", "base_url": "https://chat.example", "account": 1, "api_token": "x"},
        {"api_token": "x", "api_token_file": "y"},
        {"nonsense": 1},
    ],
)
def test_mistakes_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        entry(**more)
    assert SECRET not in str(refused.value)


def test_what_is_found_out_later_names_the_hook(tmp_path: Path) -> None:
    for entries in (
        (entry(), entry()),
        (entry(secret=None, secret_file=tmp_path / "nowhere"),),
        (entry(kind="generic"),),
        (entry(secret=" , "),),
    ):
        with pytest.raises(ValueError, match="h1"):
            read_hooks(entries)
    assert read_hooks((entry(kind="generic", secret=WHSEC),))[0].kind == "generic"


def test_notes_go_back_only_when_everything_for_it_is_there() -> None:
    back = {"base_url": "https://chat.example", "account": 1, "api_token": "x"}
    assert entry(**back).writes_back
    assert not entry(**back, notes="off").writes_back
    assert not entry().writes_back
