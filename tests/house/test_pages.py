"""The built pages: what the sidebar asks for at first stays light, and no page names another host."""

from __future__ import annotations

import gzip
import re

from house.tree import ROOT

PAGES = ROOT / "src" / "csassist" / "_pages"
FIRST_LOAD = 60 * 1024  # bytes gzipped, everything that the page's HTML names


def named(page: str) -> list[str]:
    return re.findall(r'(?:src|href)="([^"]+)"', (PAGES / page).read_text(encoding="utf-8"))


def test_the_sidebars_first_load_is_light() -> None:
    files = ["sidebar.html", *(name.removeprefix("/") for name in named("sidebar.html"))]
    assert len(files) > 2
    weight = sum(len(gzip.compress((PAGES / name).read_bytes())) for name in files)
    assert weight <= FIRST_LOAD


def test_no_page_names_another_host() -> None:
    for page in ("index.html", "sidebar.html", "console.html"):
        assert [name for name in named(page) if not name.startswith("/") or name.startswith("//")] == []
