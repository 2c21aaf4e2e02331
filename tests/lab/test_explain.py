from __future__ import annotations

from io import BytesIO

import orjson
import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.lab.explain import explain_jsonl, explain_text, judge

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"


def answers(rulebook: Rulebook, *lines: bytes) -> list[dict[str, object]]:
    sink = BytesIO()
    explain_jsonl(rulebook, BytesIO(b"\n".join(lines)), sink)
    return [orjson.loads(line) for line in sink.getvalue().splitlines()]


def test_a_line_has_the_contracts_fields(rulebook: Rulebook) -> None:
    (line,) = answers(rulebook, orjson.dumps({"id": "x", "text": HOT}))
    assert list(line) == ["id", "degrees", "emotion", "polarity", "triggers", "tier", "signals"]
    assert line["id"] == "x"
    assert line["tier"] == 2
    assert isinstance(line["polarity"], float)
    assert line["polarity"] < 0
    assert isinstance(line["signals"], list)
    for signal in line["signals"]:
        if signal["span"]:
            assert HOT[slice(*signal["span"])] == signal["text"]


def test_each_text_is_judged_alone(rulebook: Rulebook) -> None:
    calm = orjson.dumps({"id": 1, "text": "好的谢谢"})
    before, after = answers(rulebook, calm, *[orjson.dumps({"id": 2, "text": HOT})] * 3, calm)[::4]
    assert before == after


def test_a_bad_line_is_an_error_line_and_the_rest_goes_on(rulebook: Rulebook) -> None:
    bad = [b"nonsense", b"[1]", b'{"id": 5}', b'{"id": 6, "text": 3}', b'{"id": 7, "text": "\\ud800"}', b"\xff"]
    lines = answers(rulebook, *bad, b"", orjson.dumps({"id": 9, "text": "在吗"}))
    assert [line.get("line") for line in lines] == [1, 2, 3, 4, 5, 6, None]
    codes = [line["error"]["code"] for line in lines[:-1]]  # type: ignore[index]
    assert codes == ["C200", "C201", "C201", "C201", "C200", "C200"]
    assert [line["id"] for line in lines] == [None, None, 5, 6, None, None, 9]


def test_an_answer_comes_before_the_next_line_is_read(rulebook: Rulebook) -> None:
    sink = BytesIO()
    seen: list[int] = []

    class Source(BytesIO):
        def __next__(self) -> bytes:
            seen.append(len(sink.getvalue().splitlines()))
            return super().__next__()

    explain_jsonl(rulebook, Source(b'{"id":1,"text":"a"}\n' * 3), sink)
    assert seen == [0, 1, 2, 3]


def test_a_long_text_is_judged(rulebook: Rulebook) -> None:
    assert judge(rulebook, 1, "？" * 100_000)["degrees"] <= 100


@pytest.mark.parametrize("text", [HOT, "谢谢亲，很满意", "", "[bold]不是标记[/x]"])
def test_people_see_what_adds_up(rulebook: Rulebook, capsys: pytest.CaptureFixture[str], text: str) -> None:
    explain_text(rulebook, text)
    shown = capsys.readouterr().out
    assert text in shown.replace("\n", "")
    assert "合计" in shown or "没有听到升温的说法" in shown
