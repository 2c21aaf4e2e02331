"""Writes docs/openapi.json and docs/asyncapi.json anew; with --check it only says whether they are as the code is."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from csassist import __version__
from csassist.api.door import build_api
from csassist.app import open_front
from csassist.settings import Settings
from csassist.wire.asyncapi import asyncapi_document

DOCS = Path(__file__).parent.parent / "docs"


async def documents() -> dict[str, dict[str, Any]]:
    """Both documents by file name, from a service that is put together as ever and never served."""
    async with open_front(Settings(), demo=True, announce=lambda _: None) as front:
        openapi = build_api(front).openapi()
    return {"openapi.json": openapi, "asyncapi.json": asyncapi_document(__version__)}


def text(document: dict[str, Any]) -> str:
    """As it is committed: sorted, so that a change shows as small as it is."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """0 when all is well."""
    stale = []
    for name, document in asyncio.run(documents()).items():
        path, made = DOCS / name, text(document)
        if path.is_file() and path.read_text("utf-8") == made:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(made, "utf-8")
    if "--check" in sys.argv and stale:
        sys.stderr.write(f"{', '.join(stale)}: not as the code is; run .venv/bin/python scripts/documents.py\n")
        return 1
    sys.stdout.write(f"{', '.join(stale) or 'nothing'} written\n" if "--check" not in sys.argv else "as the code is\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
