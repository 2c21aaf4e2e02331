"""Where a list goes on: a moment and a name as an opaque cursor. Knows no list."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from csassist.errors import InvalidInput


def write_place(at: datetime, name: str) -> str:
    """The cursor of what comes after this."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), name]).encode()).decode().rstrip("=")


def read_place(cursor: str) -> tuple[datetime, str]:
    """What `write_place` was given. Raises InvalidInput C201 for anything else."""
    try:
        at, name = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is not None and isinstance(name, str):
            return moment, name
    except (ValueError, TypeError, binascii.Error):
        pass
    raise InvalidInput(
        "the cursor is not one of ours; start again without it",
        errors=[{"pointer": "/cursor", "detail": "not given out for this list"}],
    )
