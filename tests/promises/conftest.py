"""The proof of a promise as a fixture: named by its file (test_p04_…), settled by what became of the test."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

import pytest

from promises.proof import FULL, Proof, expect, keep

_OUTCOME = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers what became of the test itself."""
    report = yield
    if report.when == "call" or report.outcome != "passed":
        item.stash[_OUTCOME] = report.outcome
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What there is to prove, before any choice of tests: the page says which of it was not run."""
    if FULL and any(word.rstrip("/").endswith("tests/promises") for word in config.args):
        expect([_names(item) for item in items if "proof" in getattr(item, "fixturenames", ())])


def _names(item: pytest.Item) -> tuple[str, str]:
    """The promise and the name of a test."""
    number = re.match(r"test_p(\d+)", item.path.name)
    assert number is not None, "files here are named test_p01_….py"
    return f"P{int(number[1])}", re.sub(r"\W+", "_", item.name.removeprefix("test_")).strip("_")


@pytest.fixture
def proof(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Proof]:
    """Counts and figures of this test. In a full run a goal that was not reached fails it."""
    made = Proof(*_names(request.node))
    yield made
    row = made.settle(request.node.stash.get(_OUTCOME, "failed"))
    with capsys.disabled():
        keep(row)
    if FULL and row["result"] == "not reached":
        pytest.fail("not reached: " + "; ".join(made.missed), pytrace=False)
