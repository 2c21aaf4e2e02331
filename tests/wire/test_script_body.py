"""Bodies of proposals and scripts."""

from __future__ import annotations

import pytest

from csassist.desk.shop_scripts import Wording
from csassist.errors import InvalidInput
from csassist.wire.script_body import ProposalBody, WordingBody, read_script_body, script_schemas


def test_what_is_left_out_stays_as_it_is() -> None:
    assert read_script_body(WordingBody, {}).to_wording() == Wording()
    wording = read_script_body(WordingBody, {"words": [], "level": 2}).to_wording()
    assert (wording.words, wording.level, wording.text) == ((), 2, None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": "好的", "kind": "poem"}, "/kind"),
        ({"text": "好的", "scene": "moon"}, "/scene"),
        ({"text": "好的", "words": "慢"}, "/words"),
        ({"text": "好的", "level": True}, "/level"),
        ({"text": "好的", "conversation_id": "\n"}, "/conversation_id"),
    ],
)
def test_a_wrong_field_is_named(body: dict[str, object], pointer: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_script_body(ProposalBody, body)
    assert [error["pointer"] for error in refused.value.facts["errors"]] == [pointer]  # type: ignore[attr-defined]


def test_the_document_holds_every_body() -> None:
    assert {"WordingBody", "ProposalBody", "RefusalBody"} <= set(script_schemas())
