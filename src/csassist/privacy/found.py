"""What a recogniser says: this span, of this kind, said like this instead."""

from __future__ import annotations

from csassist.frozen import frozen


@frozen
class Found:
    """Half-open span of code points. `shown` takes its place: enough to tell two apart, too little to call anybody."""

    start: int
    end: int
    kind: str  # mobile | phone | id | card | passport | email | wechat | qq | plate | name | address
    shown: str
