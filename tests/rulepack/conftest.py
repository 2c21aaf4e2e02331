"""A small good pack in a temporary directory; tests break one thing in it and look for one fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOOD: dict[str, str] = {
    "pack.yaml": "id: zh-test\nversion: '1'\nlanguage: zh\n",
    "policy.yaml": "deadline_reply: 10分钟内\nreturn_days: 7天\n",
    "words/negations.txt": "不\n没有\n",
    "words/degree-adverbs.txt": "# word factor\n非常 1.5\n有点 0.6\n",
    "signals/symbol/exclaim-run.yaml": """\
id: exclaim-run
title: 连续感叹号
family: symbol
status: stable
why: 连用三个以上感叹号通常表示催促或不满
look_for: {symbol_run: "!", at_least: 3}
adds: {degrees: 8, per_extra: 2, cap: 20}
fires:
  - {say: "怎么还没到!!!", span: "!!!", degrees: 8}
  - {say: "到底发不发货！！！！！", span: "！！！！！", degrees: 12}
silent:
  - {say: "谢谢您!", because: 单个感叹号多为礼貌}
""",
    "signals/complaint/wants-refund-now.yaml": """\
id: wants-refund-now
title: 要求马上退款
family: complaint
status: stable
why: 要求立刻退款说明耐心已尽
look_for: {any: [马上退款, 立刻退款]}
adds: {degrees: 12}
fires:
  - {say: "马上退款", span: 马上退款}
silent:
  - {say: "退款要几天到账"}
emotion: anger
trigger: after_sales
""",
    "scripts/action/check-parcel.yaml": """\
id: check-parcel
kind: action
title: 查快递并给时间
status: stable
when: {triggers: [logistics], scenes: [shipping], words: [快递, 发货]}
text: 我现在就联系快递核实包裹位置，{deadline_reply}给您准信，您可以在订单页看到进度。
not_when: 已经查过一次
fires:
  - {say: "怎么还不发货，快递呢"}
silent:
  - {say: "谢谢"}
scene: shipping
""",
    "products/kettle-01.yaml": """\
id: kettle-01
name: 恒温水壶
category: 小家电
kind: goods
points:
  - topic: [保温]
    feature: 双层真空
    advantage: 六小时后仍有 62 度
    benefit: 半夜冲奶不用再等水凉
    evidence: {text: 六小时 62 度, source: 检测报告 2025-118}
""",
    "coach/hollow-apology.yaml": """\
id: hollow-apology
title: 空洞的道歉
severity: warn
why: 只道歉不给下一步，客户更急
message: 说清楚接下来做什么、什么时候做
any: [非常抱歉]
fires:
  - {say: "非常抱歉", span: 非常抱歉}
  - {say: "非常抱歉哦"}
  - {say: "亲，非常抱歉"}
silent:
  - {say: "我来查一下"}
family: hollow_apology
""",
}

WritePack = Callable[..., Path]


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """`write_pack({path: text or None})` writes the good pack with these files changed or left out; its directory."""

    def write(changes: dict[str, str | None] | None = None) -> Path:
        files: dict[str, str | None] = {**GOOD, **(changes or {})}
        directory = tmp_path / "rules" / "zh-test"
        for name, text in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink(missing_ok=True)
            else:
                path.write_text(text, encoding="utf-8")
        return directory

    return write


@pytest.fixture
def good() -> dict[str, str]:
    return dict(GOOD)
