"""train --calm end to end on chats of our own: false alarms go, hearing stays, bad input writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.errors import InvalidInput, RulePackError
from csassist.lab.adapt import run_adapt
from csassist.lab.explain import judge
from csassist.lab.training.sources import CORPUS
from csassist.rulepack.compile import with_model
from csassist.rulepack.model_file import read_model, shipped_model

# A chemist's shop: its everyday questions hold words that elsewhere are complaints (有用吗, 烂, 你们家).
OPENINGS = ("请问", "你好", "亲", "在吗", "想问下", "老板")
WARES = ("药膏", "喷雾", "贴膏", "凝胶", "药水", "含片", "药粉", "洗液")
AILMENTS = ("烂嘴角", "烂脚丫", "落枕", "腰疼", "冻疮", "痘痘", "牙龈", "脚气", "灰指甲", "失眠", "便秘", "口角炎")


def chat(number: int, text: str) -> dict[str, object]:
    turns = [{"role": "customer", "text": text}, {"role": "agent", "text": "亲，可以的，按说明用就行"}]
    return {"id": f"c{number}", "turns": turns}


def write(path: Path, texts: list[str]) -> Path:
    rows = (json.dumps(chat(number, text), ensure_ascii=False) for number, text in enumerate(texts))
    path.write_text("\n".join(rows), "utf-8")
    return path


def chemist() -> list[str]:
    return [
        f"{opening}，你们家{ware}对{ailment}有用吗" for opening in OPENINGS for ware in WARES for ailment in AILMENTS
    ]


def test_a_shops_everyday_questions_are_heard_as_calm_and_anger_still_as_anger(
    tmp_path: Path, rulebook: Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    chats, out = write(tmp_path / "chats.jsonl", chemist()), tmp_path / "data" / "model.json.gz"
    done = run_adapt(str(chats), None, out, rulebook)
    before, after = done.turns
    assert before.watch.size == after.watch.size > 50
    assert before.watch.hits >= 5
    assert after.watch.hits <= before.watch.hits / 2
    model, shipped = read_model(out), shipped_model()
    assert model.digest != shipped.digest
    assert model.table.grams == shipped.table.grams  # nothing of the chats is in the file but weights
    assert model.table.weights["polarity"] == shipped.table.weights["polarity"]
    assert set(model.about) == {"base", "chats", "lines", "sources", "trimmed"}

    adapted = with_model(rulebook, model)
    for text in ("你们就是骗子，钱骗到手就不理人", "什么破店，问了三遍都装死"):
        assert judge(adapted, None, text)["tier"] >= 1
    shown = capsys.readouterr().out
    for words in ("训练前", "训练后", "变化最大的片段", "留出会话", "自带检查句", f"delete {out}"):
        assert words in shown.replace("\n", "")


def test_a_few_hot_lines_among_calm_chats_cool_little(tmp_path: Path, rulebook: Rulebook) -> None:
    hot = [f"{when}{what}" for when in ("涂了半管", "贴了三回", "喷完", "照说明抹", "早晚各一次", "连着用")
           for what in ("疹子反倒连成片", "越抹越痒", "疹子更密", "痒得整宿睡不成", "该痒还痒", "更痒")]  # fmt: skip
    calm, out = chemist(), tmp_path / "model.json.gz"
    run_adapt(str(write(tmp_path / "mixed.jsonl", [*calm[:300], *hot, *calm[300:]])), None, out, rulebook)
    model, shipped = read_model(out).model(), shipped_model().model()

    def cooled(texts: list[str]) -> float:
        return sum(shipped.score(text).heat - model.score(text).heat for text in texts) / len(texts)

    false_alarms = [text for text in calm if shipped.score(text).heat > rulebook.thermometer.curve.model_from]
    assert cooled(false_alarms) > 0.1
    assert cooled(hot) < 0.3 * cooled(false_alarms)


def test_calm_chats_without_false_alarms_change_nothing(
    tmp_path: Path, rulebook: Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    chats = write(tmp_path / "chats.jsonl", [f"请问第{number}款什么时候发货" for number in range(500)])
    done = run_adapt(str(chats), None, tmp_path / "model.json.gz", rulebook)
    assert done.moved == ()
    assert read_model(tmp_path / "model.json.gz").table.weights == shipped_model().table.weights
    assert "权重没有变化" in capsys.readouterr().out


def test_the_same_chats_give_the_same_bytes(tmp_path: Path, rulebook: Rulebook) -> None:
    texts = chemist()
    first, second = tmp_path / "1.gz", tmp_path / "2.gz"
    run_adapt(str(write(tmp_path / "a.jsonl", texts)), None, first, rulebook)
    run_adapt(str(write(tmp_path / "b.jsonl", texts)), None, second, rulebook)
    assert first.read_bytes() == second.read_bytes()


def test_labelled_lines_teach_a_shops_own_complaint(tmp_path: Path, rulebook: Rulebook) -> None:
    chats = write(tmp_path / "chats.jsonl", chemist())
    said = [f"{when}{what}" for when in ("涂了半管", "贴了三回", "喷完", "照说明抹", "早晚各一次", "连着用")
            for what in ("疹子反倒连成片", "越抹越痒", "疹子更密", "痒得整宿睡不成", "该痒还痒", "更痒")]  # fmt: skip
    labelled = tmp_path / "labelled.jsonl"
    rows = [{"text": text, "label": "clear"} for text in said] + [{"text": t, "level": 0} for t in chemist()[:40]]
    labelled.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    done = run_adapt(str(chats), labelled, tmp_path / "model.json.gz", rulebook)
    assert done.labelled is not None
    before, after = done.labelled
    assert after.clear.size >= 5
    assert after.clear.hits >= before.clear.hits
    assert after.calm.hits <= before.calm.hits
    assert after.auc > max(0.9, before.auc)


def test_angry_lines_that_are_called_calm_are_refused_and_nothing_is_written(
    tmp_path: Path, rulebook: Rulebook
) -> None:
    chats, out = write(tmp_path / "chats.jsonl", chemist()), tmp_path / "model.json.gz"
    files = [(CORPUS / f"{name}.jsonl").read_text("utf-8") for name in ("strong", "clear")]
    angry = [json.loads(line)["text"] for text in files for line in text.splitlines()]
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text("\n".join(json.dumps({"text": text, "level": 0}) for text in angry), "utf-8")
    with pytest.raises(RulePackError, match="漏听") as caught:
        run_adapt(str(chats), labelled, out, rulebook)
    assert caught.value.code == "R191"
    assert not out.exists()


def test_few_lines_and_broken_ones_are_named(tmp_path: Path, rulebook: Rulebook) -> None:
    out = tmp_path / "model.json.gz"
    few = write(tmp_path / "few.jsonl", chemist()[:20])
    with pytest.raises(InvalidInput, match=r"few\.jsonl") as caught:
        run_adapt(str(few), None, out, rulebook)
    assert caught.value.code == "C230"
    broken = write(tmp_path / "broken.jsonl", chemist())
    lines = broken.read_text("utf-8").splitlines()
    broken.write_text("\n".join([*lines[:2], "{half", *lines[2:]]), "utf-8")
    with pytest.raises(InvalidInput, match=r"broken\.jsonl:3 ") as caught:
        run_adapt(str(broken), None, out, rulebook)
    assert caught.value.code == "C231"
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text(
        '{"text": "好", "level": 1}\n{"text": "好", "level": 9}\n{"text": "好", "label": "x"}\n', "utf-8"
    )
    with pytest.raises(InvalidInput, match=r"labelled\.jsonl:2 .*labelled\.jsonl:3 ") as caught:
        run_adapt(str(few), labelled, out, rulebook)
    assert caught.value.code == "C231"
    with pytest.raises(InvalidInput) as caught:
        run_adapt(str(few), tmp_path / "absent.jsonl", out, rulebook)
    assert caught.value.code == "C200"
    assert not out.exists()
