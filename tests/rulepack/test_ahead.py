"""A pack read in a child is the pack; what goes wrong there the caller meets itself, and nobody is left behind.

Forking is for a process that is only starting. A test process may have threads, so each case runs in a fresh one.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")

COMPARE = """
from csassist.rulepack.load import load_pack
ahead = Ahead.start(directory)
assert ahead is None or ahead.pack(directory) == load_pack(directory)
"""

REFUSE = """
from csassist.errors import RulePackError
from csassist.rulepack.reload import RulebookHolder
try:
    RulebookHolder(directory, ahead=Ahead.start(directory))
except RulePackError as error:
    assert error.faults
else:
    raise AssertionError("a broken pack was taken")
"""

LEAVE = """
import os
ahead = Ahead.start(default_directory())
assert ahead is None or ahead.pack(directory) is None
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    pass
else:
    raise AssertionError("the child is still there")
"""

ADAPTED = """
from csassist.rulepack.model_file import read_model, shipped_model, write_model
from csassist.rulepack.reload import RulebookHolder
table = shipped_model().table
path = directory / "model.json.gz"
write_model(path, table, {"sources": []})
ahead = Ahead.start(default_directory(), path)
assert ahead is None or ahead.pack(default_directory()) is not None
if ahead is not None:
    assert ahead.adapted is not None
    assert (ahead.adapted[0], ahead.adapted[2].digest) == (path, read_model(path).digest)
path.write_bytes(b"broken")
ahead = Ahead.start(default_directory(), path)
assert ahead is None or (ahead.pack(default_directory()) is not None and ahead.adapted is None)
"""

HEAD = """
import sys
from pathlib import Path
from csassist.rulepack.ahead import Ahead
from csassist.rulepack.place import default_directory
directory = Path(sys.argv[1]) if len(sys.argv) > 1 else default_directory()
"""


def run(code: str, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEAD + code, *words], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def test_the_child_reads_what_the_parent_would() -> None:
    run(COMPARE)


def test_a_broken_pack_is_refused_with_its_faults(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("id: [\n", "utf-8")
    run(REFUSE, str(tmp_path))


def test_another_directory_than_read_leaves_no_child_behind(tmp_path: Path) -> None:
    run(LEAVE, str(tmp_path))


def test_the_child_reads_a_shops_own_model_and_leaves_a_broken_one_to_the_parent(tmp_path: Path) -> None:
    run(ADAPTED, str(tmp_path))
