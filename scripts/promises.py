"""Makes docs/reliability.md from the rows of the last full run in reports/promises. What has no row is unproven."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROWS = ROOT / "reports" / "promises"
PAGE = ROOT / "docs" / "reliability.md"
Row = dict[str, Any]

NOT_RUN: Row = {"result": "not run", "counts": {}, "figures": {}, "seconds": 0.0, "at": "", "commit": ""}
PROMISES = {
    "P1": ("durable ack", "an acknowledged message is lost by no process kill and by no power loss"),
    "P2": (
        "exactly-once effect",
        "one id: one record, one assessment, one alert, one notice, however often posted",
    ),
    "P3": ("order", "all viewers of a conversation see the same frames in the same order, without holes"),
    "P4": ("gap-free resume", "after any cut a sidebar is whole again without gap or double, or takes a snapshot"),
    "P5": ("snapshot = stream", "a snapshot and the frames after it are the snapshot of now, after every command"),
    "P6": ("latency", "from a message's due time to its suggestion on a sidebar: fast enough to use"),
    "P7": ("one bad client hurts nobody", "who reads nothing is gone within 20 s and takes nothing along"),
    "P8": ("calm restarts", "deploys and node loss cost seconds and no data"),
    "P9": ("no alert lost, none doubled", "every rise reaches a supervisor, rings once, has one owner"),
    "P10": ("deliveries survive", "notices leave at least once with one id, in bounded time, endpoints independent"),
    "P11": ("degrade in sight", "a missing part narrows the service, says so, and heals by itself"),
    "P12": (
        "rules are atomic and repeatable",
        "a bad file replaces no good one; same input, same rules, same bytes",
    ),
    "P13": ("input robustness", "no input makes a 5xx, a traceback or a wrong close code"),
    "P14": ("bounded growth", "memory, descriptors and the file stay within bounds however long it runs"),
    "P15": ("backup", "a copy taken under load restores to a consistent prefix"),
    "P16": ("upgrade", "records of earlier versions open in this one; one of a newer is refused"),
    "P17": ("fairness", "a shop far over its rate is told to wait, others notice nothing"),
    "P18": ("time zones", "local days and hours are right for Asia/Shanghai and where clocks change"),
    "P19": ("two tabs", "two tabs of one agent show the same; nothing is counted twice"),
    "P20": ("erase", "an erased customer is found nowhere: file, log, history, sockets"),
    "P21": ("reload", "a page that is reloaded is where it was"),
    "P22": ("no outbound connection", "the embedded service calls nobody unless it is configured to"),
    "P23": ("isolation", "no shop sees or changes another, over every route, frame and verb"),
}
HEAD = """# What we promise, and how it was last checked

Made by `./scripts/promises` from its last full run; written by no hand. Each promise is a test in `tests/promises`,
made with the faults of `tests/faults`: a TCP proxy that cuts, resets, swallows and half-opens lines, kill -9 and
SIGSTOP, a disk that loses what was not synced, a full disk, and a checker of what every client did and saw. Plain
`pytest` runs a tenth of each or less; `./scripts/promises` runs the whole, `./scripts/promises --soak 30` with half an
hour under load.

- **kept**: every test of the promise passed, and every goal with a number was reached.
- **not reached**: nothing broke, but a measured goal was missed; the number stands beside its goal.
- **broken**: a test failed.
- **in part**: what was run passed; some of its tests were not run in full.
- **unproven**: no full run of any of its tests is on file.

"""
TAIL = """
## What is not promised

- Exactly-once to third parties: a notice may arrive twice, with the same id.
- An order across conversations.
- Once on the wire: a frame may arrive twice, the fold drops it.
- The last writes of a broker that fails over without a replica; the record itself is the database.
- Times: they are of the machine named above, with whatever else it did at the time.
"""


def main() -> None:
    """Writes the page."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for path in sorted(ROWS.glob("P*.json")):
        row = json.loads(path.read_text("utf-8"))
        rows[row["promise"]].append(row)
    expected = ROWS / "expected.json"
    for promise, test in json.loads(expected.read_text("utf-8")) if expected.is_file() else ():
        if test not in {row["test"] for row in rows[promise]}:
            rows[promise].append({**NOT_RUN, "promise": promise, "test": test})
    lines = ["| | promise | result | tests | last full run |", "|---|---|---|---|---|"]
    for name, (title, words) in PROMISES.items():
        found = rows.get(name, [])
        passed = sum(row["result"] == "passed" for row in found)
        count = f"{passed} of {len(found)}" if found else "–"
        told = f"**{title}**: {words}"
        lines.append(f"| {name} | {told} | {_result(found)} | {count} | {_when(found)} |")
    for name, (title, _) in PROMISES.items():
        if any(row["at"] for row in rows.get(name, [])):
            lines += _section(name, title, rows[name])
    machines = sorted({row["machine"] for found in rows.values() for row in found if row["at"]})
    lines += ["", "Machine: " + ("; ".join(machines) or "none yet") + "."]
    PAGE.write_text(HEAD + "\n".join(lines) + "\n" + TAIL, "utf-8")
    kept = sum(_result(rows.get(name, [])) == "kept" for name in PROMISES)
    print(f"{PAGE.relative_to(ROOT)}: {kept} of {len(PROMISES)} promises kept in full")


def _result(found: list[Row]) -> str:
    results = {row["result"] for row in found}
    if not results - {"skipped", "not run"}:
        return "unproven"
    if "failed" in results:
        return "**broken**"
    if "not reached" in results:
        return "not reached"
    return "in part" if results & {"skipped", "not run"} else "kept"


def _when(found: list[Row]) -> str:
    found = [row for row in found if row["at"]]
    if not found:
        return "–"
    newest = max(found, key=lambda row: row["at"])
    return f"{newest['at'][:10]}, {newest['commit']}, seed {newest['seed']}"


def _section(name: str, title: str, found: list[Row]) -> list[str]:
    lines = ["", f"## {name} {title}", ""]
    lines += ["| test | result | counts | measured | took |", "|---|---|---|---|---|"]
    for row in found:
        counts = ", ".join(f"{key.replace('_', ' ')} {value:,}" for key, value in row["counts"].items())
        measured = "; ".join(_figure(key, fact) for key, fact in row["figures"].items())
        test = row["test"].replace("_", " ")
        lines.append(f"| {test} | {row['result']} | {counts or '–'} | {measured or '–'} | {row['seconds']:.0f} s |")
    return lines


def _figure(name: str, fact: Row) -> str:
    value, unit, goal = fact["value"], fact["unit"], fact["at_most"]
    shown = f"{value:,.4g}" if isinstance(value, (int, float)) else str(value)
    said = f"{name.replace('_', ' ')} {shown} {unit}".rstrip()
    return said if goal is None else f"{said} (goal ≤ {goal:g})"


if __name__ == "__main__":
    main()
