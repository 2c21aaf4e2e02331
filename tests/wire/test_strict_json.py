"""JSON from strangers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.errors import InvalidInput
from csassist.wire.strict_json import MOST_DEPTH, read_object

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=5), st.booleans())
def test_what_is_no_trick_comes_through(value: dict[str, Any], ascii_only: bool) -> None:
    assert read_object(json.dumps(value, ensure_ascii=ascii_only)) == value


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "C200"),
        (b"{", "C200"),
        (b"[]", "C200"),
        (b'"x"', "C200"),
        (b"null", "C200"),
        (b'{"a":NaN}', "C200"),
        (b'{"a":Infinity}', "C200"),
        (b'{"a":1e999}', "C200"),
        (b'{"a":' + b"9" * 5_000 + b"}", "C200"),
        (b'{"a":1,"a":2}', "C200"),
        (b'{"a":{"b":1,"b":2}}', "C200"),
        (b'{"a":[{"b":1},{"b":1,"\\u0062":2}]}', "C200"),
        (b'{"a\\\\":1,"a\\\\":1}', "C200"),
        (b"[" * 100_000, "C200"),
        (b'{"a":' * 100_000, "C200"),
        (b'{"a":' * 21 + b"1" + b"}" * 21, "C200"),
        (b'\xff{"a":1}', "C200"),
        (b'{"a":"\xff"}', "C200"),
        (b'{"a":"\\ud800"}', "C201"),
        (b'{"a":[{"b":"\\udc00x"}]}', "C201"),
        (b'{"\\ud800":1}', "C201"),
        (b'{"a":1,}', "C200"),
        (b"{'a':1}", "C200"),
        (b'\xef\xbb\xbf{"a":1}', "C200"),
    ],
)
def test_tricks_are_refused(raw: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_object(raw)
    assert caught.value.code == code
    assert caught.value.facts["errors"]


def test_text_that_looks_like_keys_is_text() -> None:
    value = {"a": 'b":1,"b":2 \\" : "', "c\\": '\\":', 'd":': "}"}
    assert read_object(json.dumps(value)) == value


def test_nesting_is_taken_up_to_the_limit() -> None:
    read_object(b'{"a":' * MOST_DEPTH + b"1" + b"}" * MOST_DEPTH)


def test_half_a_character_from_a_socket_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_object('{"a":"\ud800"}')
    assert caught.value.code == "C201"
