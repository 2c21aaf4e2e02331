"""The two ranges."""

from __future__ import annotations

from csassist.wire.close_codes import CloseCode, is_terminal


def test_terminal_is_a_range() -> None:
    assert [is_terminal(code) for code in (1000, 1009, 1012, 4000, 4005, 4399, 4400, 4499, 4500)] == [
        False, False, False, False, False, False, True, True, False,
    ]  # fmt: skip
    assert is_terminal(CloseCode.REPLACED)
    assert not is_terminal(CloseCode.SLOW)
