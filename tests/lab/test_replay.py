from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import orjson
import pytest
from rich.console import Console

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.errors import InvalidInput
from csassist.lab.curve_svg import draw_curve
from csassist.lab.rehearse import Rehearsed, rehearse
from csassist.lab.replay import print_summary, run_replay
from csassist.lab.transcripts import Chat, Turn

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"
NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
FIELDS = ["degrees", "message_degrees", "tier", "emotion", "triggers", "stage", "suggestions"]


def play(rulebook: Rulebook, *turns: str | Turn, gap_s: float = 30.0) -> Rehearsed:
    said = tuple(turn if isinstance(turn, Turn) else Turn(Sender.CUSTOMER, turn) for turn in turns)
    return rehearse(Chat("c", said), rulebook, gap_s)


def test_a_line_has_an_entry_for_every_turn_in_the_contracts_words(rulebook: Rulebook) -> None:
    line = play(rulebook, "在吗", Turn(Sender.AGENT, "在的"), HOT, "").line()
    assert list(line) == ["id", "turns", "peak_degrees", "peak_tier", "alerts", "session_heat"]
    assert [list(turn) for turn in line["turns"]] == [FIELDS] * 4
    assert line["peak_degrees"] == max(turn["degrees"] for turn in line["turns"])
    assert line["peak_tier"] >= 2
    assert line["alerts"] == 1
    assert {tuple(card) for card in line["turns"][2]["suggestions"]} == {("kind", "script_id", "text")}


def test_session_heat_tells_who_leaves_happy(rulebook: Rulebook) -> None:
    thanked = play(rulebook, "在吗", "已经收到了，非常满意，谢谢").session_heat
    assert -100 <= thanked < 0 < play(rulebook, "在吗", HOT).session_heat <= 100
    assert play(rulebook, "").session_heat == 0.0


def test_an_empty_turn_repeats_the_state(rulebook: Rulebook) -> None:
    turns = play(rulebook, HOT, "  ", gap_s=1).turns
    assert turns[1] == turns[0]


def test_an_empty_beginning_is_calm(rulebook: Rulebook) -> None:
    (turn,) = play(rulebook, "").turns
    assert (turn["degrees"], turn["tier"], turn["suggestions"]) == (0.0, 0, [])


def test_an_agents_turn_has_the_state_and_no_cards(rulebook: Rulebook) -> None:
    turns = play(rulebook, HOT, Turn(Sender.AGENT, "马上为您催发货。"), gap_s=1).turns
    assert turns[1]["suggestions"] == []
    assert turns[1]["degrees"] > 0


def test_turns_without_a_time_come_a_gap_apart_and_never_go_back(rulebook: Rulebook) -> None:
    back = Turn(Sender.CUSTOMER, "又早了", NINE - timedelta(hours=1))
    played = play(rulebook, Turn(Sender.CUSTOMER, "在吗", NINE), "有人吗", back, "喂", gap_s=40)
    times = [point.at for point in played.points if point.turn is not None]
    assert times == [NINE + timedelta(seconds=s) for s in (0, 40, 40, 80)]


def test_what_falls_due_between_turns_happens_at_its_own_time(rulebook: Rulebook) -> None:
    played = play(rulebook, HOT, "喂", gap_s=600)
    silences = [point for point in played.points if point.turn is None]
    assert silences
    start, end = played.points[0].at, played.points[-1].at
    assert all(start < point.at <= end for point in silences)
    assert [point.at for point in played.points] == sorted(point.at for point in played.points)
    assert not [point for point in play(rulebook, HOT, "喂", gap_s=1).points if point.turn is None]


def test_a_peak_between_turns_counts(rulebook: Rulebook) -> None:
    played = play(rulebook, HOT, Turn(Sender.AGENT, "抱歉"), gap_s=900)
    assert played.line()["peak_degrees"] == max(point.assessment.reading.degrees for point in played.points)


def chats_file(folder: Path) -> Path:
    chats = [
        {"id": "calm", "turns": [{"role": "customer", "text": "有蓝色吗"}, {"role": "agent", "text": "有的"}]},
        {"id": "a<b>&/../hot", "turns": [{"role": "customer", "text": HOT}]},
    ]
    path = folder / "chats.jsonl"
    path.write_bytes(b"\n".join(orjson.dumps(chat) for chat in chats) + b"\nbroken\n")
    return path


def test_a_replay_writes_lines_and_curves_and_counts_alerts(
    rulebook: Rulebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, plot = tmp_path / "out.jsonl", tmp_path / "plots" / "new"
    summary = run_replay(str(chats_file(tmp_path)), out, rulebook, gap=30.0, plot=plot)
    lines = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    assert [line["id"] for line in lines] == ["calm", "a<b>&/../hot"]
    assert (summary.conversations, summary.turns, summary.alerts, summary.per_hundred) == (2, 3, 1, 50.0)
    assert sum(summary.by_tier.values()) == sum(summary.by_trigger.values()) == 1
    assert [line for line, _ in summary.faults] == [3]
    pictures = sorted(plot.iterdir())
    assert len(pictures) == 2
    for picture in pictures:
        assert ET.fromstring(picture.read_text("utf-8")).tag.endswith("svg")
        assert "敷衍" not in picture.read_text("utf-8")
    shown = capsys.readouterr()
    assert "每百会话" in shown.out
    assert "第 3 行" in shown.out
    assert "回放" in shown.err


def test_the_same_chats_give_the_same_bytes(rulebook: Rulebook, tmp_path: Path) -> None:
    outs = [tmp_path / "1", tmp_path / "2"]
    for out in outs:
        run_replay(str(chats_file(tmp_path)), out, rulebook, gap=30.0, plot=None)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_nothing_to_replay_is_an_error(rulebook: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("{broken")
    with pytest.raises(InvalidInput, match="line 1"):
        run_replay(str(tmp_path / "bad"), tmp_path / "out", rulebook, gap=30.0, plot=None)


def test_a_result_that_cannot_be_written_is_an_error(rulebook: Rulebook, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="--out"):
        run_replay(str(chats_file(tmp_path)), tmp_path, rulebook, gap=30.0, plot=None)
    with pytest.raises(InvalidInput, match="--plot"):
        run_replay(str(chats_file(tmp_path)), tmp_path / "out", rulebook, gap=30.0, plot=chats_file(tmp_path))


def test_a_curve_without_turns_is_a_picture_too() -> None:
    assert ET.fromstring(draw_curve(Rehearsed("空"))).tag.endswith("svg")


def test_the_summary_of_calm_chats_has_no_alert(rulebook: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "calm").write_bytes(orjson.dumps({"id": "c", "turns": [{"role": "customer", "text": "谢谢"}]}))
    summary = run_replay(str(tmp_path / "calm"), tmp_path / "out", rulebook, gap=30.0, plot=None)
    sheet = StringIO()
    print_summary(summary, Console(file=sheet, width=100))
    assert "提醒 0 次" in sheet.getvalue()
