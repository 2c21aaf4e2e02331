"""Rules about rules: each test breaks one thing in a good pack and looks for one fault at its line."""

from __future__ import annotations

import pytest

from csassist.errors import RulePackError
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint import lint
from csassist.rulepack.load import load_pack, read_pack
from csassist.rulepack.vocabulary import fold_text

EXCLAIM = "signals/symbol/exclaim-run.yaml"
REFUND = "signals/complaint/wants-refund-now.yaml"
PARCEL = "scripts/action/check-parcel.yaml"
KETTLE = "products/kettle-01.yaml"
APOLOGY = "coach/hollow-apology.yaml"


def found(directory) -> list[tuple[str, int, str]]:
    pack, faults = read_pack(directory)
    assert pack is not None
    assert faults == []
    return sorted((f.file.removeprefix("zh-test/"), f.line, f.code) for f in lint(pack, fold_text))


def test_the_good_pack_has_nothing(write_pack) -> None:
    assert found(write_pack()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code"),
    [
        (EXCLAIM, "id: exclaim-run", "id: exclaim_run", 1, "R111"),
        (EXCLAIM, "family: symbol", "family: insult", 3, "R118"),
        (EXCLAIM, "status: stable", "status: retired", 4, "R113"),
        (EXCLAIM, 'span: "!!!"', 'span: "!!!!"', 9, "R115"),
        (EXCLAIM, '- {say: "谢谢您!", because: 单个感叹号多为礼貌}', "[]", 11, "R114"),
        (EXCLAIM, 'silent:\n  - {say: "谢谢您!"', 'silent:\n  - {say: "怎么还没到!!!"', 12, "R117"),
        (EXCLAIM, "silent:", "silent:\n  - {say: 谢谢您!}", 13, "R116"),
        (EXCLAIM, 'say: "谢谢您!"', 'say: " "', 12, "R107"),
        (EXCLAIM, '{symbol_run: "!", at_least: 3}', "{unless: [谢谢]}", 6, "R120"),
        (EXCLAIM, '{symbol_run: "!", at_least: 3}', '{symbol_run: "!", at_least: 3, any: [快点]}', 6, "R120"),
        (EXCLAIM, "at_least: 3", "at_least: 0", 6, "R122"),
        (EXCLAIM, "at_least: 3", "at_least: 3, within: 3", 6, "R122"),
        (EXCLAIM, "cap: 20", "cap: 5", 7, "R122"),
        (EXCLAIM, "degrees: 8, per", "degrees: 800, per", 7, "R122"),
        (REFUND, "[马上退款, 立刻退款]", "[马上退款, 马上退款]", 6, "R123"),
        (REFUND, "[马上退款, 立刻退款]", '[马上退款, "\\u200b"]', 6, "R121"),
        (REFUND, "[马上退款, 立刻退款]", "[马上退款], unless_around: [别的词]", 6, "R122"),
        (REFUND, "[马上退款, 立刻退款]", "[马上退款], at_least: 3", 6, "R122"),
        (REFUND, "any: [马上退款, 立刻退款]", "sequence: [[马上]]", 6, "R120"),
        (REFUND, "adds: {degrees: 12}", "adds: {degrees: -12}\nhard: lawyer", 7, "R122"),
        (PARCEL, "kind: action", "kind: faq\nfact: 三天", 2, "R118"),
        (PARCEL, "{deadline_reply}给", "{deadline_repl}给", 6, "R140"),
        (PARCEL, "{deadline_reply}给", "{deadline_reply给", 6, "R141"),
        (PARCEL, "{deadline_reply}给", "{{deadline_reply}}给", 6, "R141"),
        (PARCEL, "{deadline_reply}给", "绝对今天给", 6, "R142"),
        (PARCEL, "我现在", "亲亲，我现在", 6, "R143"),
        (PARCEL, "我现在就联系快递", "亲，我现在就联系快递呢亲，", 6, "R143"),
        (PARCEL, "status: stable", "status: stable\nvalid_from: 2026-13-01", 5, "R146"),
        (PARCEL, "status: stable", "status: stable\nvalid_from: 2026-06-02\nvalid_until: 2026-06-01", 6, "R146"),
        (PARCEL, "status: stable", "status: stable\nlevel: 2", 5, "R122"),
        (PARCEL, "status: stable", "status: stable\npriority: 7", 5, "R122"),
        (PARCEL, "words: [快递, 发货]", "words: [快递, 发货], needs: [nothing]", 5, "R140"),
        (PARCEL, '{say: "谢谢"}', '{say: "谢谢", given: {colour: 红}}', 11, "R140"),
        (PARCEL, "\nscene: shipping", "", 1, "R147"),
        (PARCEL, "not_when: 已经查过一次", 'not_when: " "', 7, "R147"),
        (PARCEL, "status: stable", 'status: stable\nahead: ["没有冒号的一句话"]', 5, "R147"),
        (PARCEL, "status: stable", 'status: stable\nahead: ["什么时候到：{nobody}前到"]', 5, "R140"),
        (PARCEL, "status: stable", 'status: stable\nahead: ["能到吗：保证明天送到您手上"]', 5, "R142"),
        (PARCEL, "words: [快递, 发货]", "words: [快递, 发货], lacks: [nothing]", 5, "R140"),
        (PARCEL, "status: stable", "status: stable\ntactic: scarcity", 5, "R147"),
        (PARCEL, "status: stable", "status: stable\ntactic: social_proof", 5, "R147"),
        (PARCEL, "{deadline_reply}给", "百分百今天给", 6, "R142"),
        (PARCEL, "{deadline_reply}给", "一定会今天给", 6, "R142"),
        (PARCEL, "{deadline_reply}给", "保证今天给", 6, "R142"),
        (PARCEL, "{deadline_reply}给", "按行业第一的速度给", 6, "R142"),
        (KETTLE, "kind: goods", "kind: thing", 4, "R107"),
        (KETTLE, "source: 检测报告 2025-118", 'source: " "', 6, "R148"),
        (KETTLE, "text: 六小时 62 度", "text: 绝对保温", 10, "R142"),
        (KETTLE, "kind: goods", "kind: goods\nprocess: 先约再上门", 5, "R122"),
        (KETTLE, "kind: goods", "kind: goods\nupgrade: kettle-02", 5, "R152"),
        (KETTLE, "kind: goods", "kind: goods\nrelated: [kettle-01]", 5, "R152"),
        (KETTLE, "    evidence:", "    scenes: {宝妈: 全网第一的方便}\n    evidence:", 10, "R142"),
        (KETTLE, "feature: 双层真空", "feature: 全网第一的双层真空", 7, "R142"),
        (KETTLE, "topic: [保温]", "topic: []", 6, "R147"),
        (KETTLE, "    evidence: {text: 六小时 62 度, source: 检测报告 2025-118}\n", "", 6, "R148"),
        (APOLOGY, "any: [非常抱歉]\n", "", 1, "R120"),
        (APOLOGY, "any: [非常抱歉]", 'any: [非常抱歉]\ncount_of: "!"', 1, "R122"),
        (APOLOGY, "span: 非常抱歉", "span: 抱歉您", 8, "R115"),
        ("pack.yaml", "version: '1'", "version: '1'\nladder: {leave: [20, 55, 58]}", 3, "R130"),
        ("pack.yaml", "version: '1'", "version: '1'\nladder:\n  enter: [30, 50, 45]", 4, "R130"),
        ("pack.yaml", "version: '1'", "version: '1'\nladder: {wait_rise_s: 77}", 3, "R130"),
        ("pack.yaml", "version: '1'", "version: '1'\nladder:\n  teams:\n    t1:\n      enter: [30, 50, 45]", 6, "R130"),
        ("pack.yaml", "version: '1'", "version: '1'\nladder:\n  teams:\n    t1: {leave: [40, 41, 42]}", 5, "R130"),
        ("pack.yaml", "version: '1'", "version: '1'\ncurve: {keep: 1.5}", 3, "R130"),
        ("pack.yaml", "version: '1'", "version: '1'\ncurve: {waiting_steps: [[60, 4.0], [60, 5]]}", 3, "R130"),
        ("pack.yaml", "version: '1'", "version: '1'\nsuggest: {most: 5}", 3, "R130"),
        ("pack.yaml", "id: zh-test", "id: zh-other", 1, "R111"),
    ],
)
def test_each_rule_about_rules(write_pack, good, file: str, old: str, new: str, line: int, code: str) -> None:
    assert old in good[file]
    assert (file, line, code) in found(write_pack({file: good[file].replace(old, new, 1)}))


def test_a_warning_does_not_stop_a_pack(write_pack, good) -> None:
    twin = good[REFUND].replace("wants-refund-now", "refund-at-once").replace("[马上退款, 立", "[马上退款, 即")
    assert len(load_pack(write_pack({"signals/complaint/refund-at-once.yaml": twin})).signals) == 3


def test_a_fabe_script_without_its_proof_is_refused(write_pack, good) -> None:
    plain = good[PARCEL].replace("kind: action", "kind: fabe").replace("check-parcel", "sell-kettle")
    place = "scripts/fabe/sell-kettle.yaml"
    text = plain.replace("我现在就联系快递核实包裹位置，{deadline_reply}给您准信", "双层真空的壶身，半夜冲奶不用等")
    assert found(write_pack({place: text})) == [(place, 6, "R148")]
    assert found(write_pack({place: text + "fact: 检测报告 2025-118\n"})) == []


def test_ids_are_unique_over_all_rooms_and_never_come_back(write_pack, good) -> None:
    directory = write_pack({"coach/check-parcel.yaml": good[APOLOGY].replace("hollow-apology", "check-parcel")})
    assert ("coach/check-parcel.yaml", 1, "R112") in found(directory)
    retired = directory.parent / "retired" / "symbols"
    retired.mkdir(parents=True)
    (retired / "exclaim-run.yaml").write_text("id: exclaim-run\n")
    assert (EXCLAIM, 1, "R113") in found(directory)


def test_one_text_is_not_both_glad_and_unhappy(write_pack, good) -> None:
    glad = (
        good[REFUND]
        .replace("wants-refund-now", "likes-it")
        .replace("anger", "satisfied")
        .replace("complaint", "praise")
    )
    directory = write_pack({"signals/praise/likes-it.yaml": glad})
    assert (REFUND, 9, "R117") in found(directory)


def test_a_word_counted_by_two_rules_of_a_family_is_a_warning(write_pack, good) -> None:
    twin = good[REFUND].replace("wants-refund-now", "refund-at-once").replace("[马上退款, 立", "[马上退款, 即")
    pack, _ = read_pack(write_pack({"signals/complaint/refund-at-once.yaml": twin}))
    assert pack is not None
    assert [(f.code, f.warning) for f in lint(pack, fold_text)] == [("R123", True)]


def script(number: int, text: str, good: dict[str, str]) -> dict[str, str]:
    name = f"say-{number:03}"
    plain = good[PARCEL].replace("check-parcel", name)
    head, _, rest = plain.partition("text: ")
    return {f"scripts/action/{name}.yaml": head + f"text: {text}\n" + rest.partition("\n")[2]}


def test_the_fourth_script_with_one_opening_is_too_many(write_pack, good) -> None:
    tails = [
        "包裹停在中转站，司机说下午装车",
        "退款要看银行，工作日一般更快",
        "发票抬头请发我核对一遍",
        "安装师傅的电话是多少我去问",
    ]
    files = {k: v for i, tail in enumerate(tails) for k, v in script(i, "先让我看看，" + tail, good).items()}
    openings = [f for f in found(write_pack(files)) if f[2] == "R144"]
    assert openings == []
    files = {k: v for i, tail in enumerate(tails) for k, v in script(i, "先让我看看您的" + tail, good).items()}
    assert [f for f in found(write_pack(files)) if f[2] == "R144"] == [("scripts/action/say-003.yaml", 6, "R144")]


def test_two_scripts_that_say_nearly_the_same(write_pack, good) -> None:
    alike = "我马上就联系快递核实包裹的位置，{deadline_reply}内给您准信，在订单页也能看到进度。"
    assert ("scripts/action/say-001.yaml", 6, "R145") in found(write_pack(script(1, alike, good)))
    other = "您先别急，仓库今晚统一出库，单号出来以后我发到这里。"
    assert [f for f in found(write_pack(script(1, other, good))) if f[2] == "R145"] == []


def test_all_faults_reach_the_caller_in_order(write_pack, good) -> None:
    directory = write_pack(
        {
            EXCLAIM: good[EXCLAIM].replace('span: "!!!"', 'span: "?"'),
            REFUND: good[REFUND].replace("emotion: anger", "emotion: angry"),
        }
    )
    with pytest.raises(RulePackError) as caught:
        load_pack(directory)
    faults = [f for f in caught.value.faults if isinstance(f, Fault)]
    assert [(f.code, f.line) for f in faults] == [("R107", 12), ("R115", 9)]
    assert faults == sorted(faults)
