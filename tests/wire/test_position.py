"""The wire form of a position."""

from __future__ import annotations

from csassist.wire.position import Position


def test_a_position_is_rendered_as_the_contract_says() -> None:
    assert Position("e", 3).as_dict() == {"epoch": "e", "offset": 3}
