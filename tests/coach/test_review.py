"""Reviews of drafts: spans, rewrites, overlaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csassist.coach.review import Coach, review
from csassist.coach.spec import CoachRule, Review
from csassist.thermometer.text import Folder

FOLDER = Folder({ord("沒"): "没"})


def rule(rule_id: str, severity: str = "warn", **more: object) -> CoachRule:
    return CoachRule(id=rule_id, title=rule_id, severity=severity, family="vague", why="", message=rule_id, **more)  # type: ignore[arg-type]


RULES = (
    rule("no-stock", any=("没货了",), rewrite="正在补货"),
    rule("first", "block", any=("第一",), unless_around=("第一时间", "第一次"), rewrite="优质"),
    rule("first-brand", "hint", any=("第一品牌",), rewrite="品牌"),
    rule("sorry", any=("抱歉",), unless=("马上",), shorter_than=12, rewrite="我马上帮您核实", covers="draft"),
    rule("blame", any=("快递的问题",), rewrite="我来联系快递核实", covers="clause"),
    rule("oh", "hint", whole=("哦", "知道了"), rewrite="好的，我记下了"),
    rule("bang", "hint", count_of="!", more_than=1, rewrite="。"),
    rule("asks", count_of="?", more_than=2),
)
COACH = Coach.build(RULES, folder=FOLDER)


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.id, text[slice(*finding.span)]) for finding in review(COACH, text).findings]


def test_words_are_found_in_any_script_and_replaced() -> None:
    assert review(COACH, "这个颜色沒货了").rewrite == "这个颜色正在补货"
    assert found("这个颜色沒货了") == [("no-stock", "沒货了")]


def test_longer_word_around_the_hit_vetoes_it() -> None:
    assert found("第一时间回复您，第一次下单吗") == []
    assert found("我们是行业第一，第一时间发货") == [("first", "第一")]


def test_of_overlapping_findings_the_gravest_stands() -> None:
    assert found("我们是第一品牌") == [("first", "第一")]


def test_rule_may_cover_the_clause_or_the_draft() -> None:
    text = "亲，这是快递的问题，您再等等。"
    assert found(text) == [("blame", "这是快递的问题")]
    assert review(COACH, text).rewrite == "亲，我来联系快递核实，您再等等。"
    assert review(COACH, "抱歉给您添麻烦").rewrite == "我马上帮您核实"


def test_unless_and_length_silence_a_rule() -> None:
    assert found("抱歉，马上帮您查") == []
    assert found("抱歉让您久等了，您的包裹已经到达本市分拨中心，今天会派送") == []


def test_whole_draft_words() -> None:
    assert found("哦。") == [("oh", "哦。")]
    assert found("哦，好的") == []


def test_symbols_too_many_are_one_finding_and_cut_down() -> None:
    text = "您好！已经发出啦！！注意查收！"
    made = review(COACH, text)
    assert found(text) == [("bang", "！！注意查收！")]
    assert made.rewrite == "您好！已经发出啦。注意查收。"
    assert made.findings[0].rewrite == "。注意查收。"
    assert review(COACH, "好的！！！").rewrite == "好的！"


def test_counts_stand_beside_words_inside_them() -> None:
    text = "您好！没货了！真的！"
    assert [name for name, _ in found(text)] == ["no-stock", "bang"]
    assert review(COACH, text).rewrite == "您好！正在补货。真的。"


def test_chain_of_questions_has_no_rewrite() -> None:
    text = "什么颜色？什么尺码？寄到哪里？"
    assert found(text) == [("asks", "？")]
    assert review(COACH, text).rewrite == text


def test_clean_draft_stays() -> None:
    assert review(COACH, "您好，已经帮您登记好了") == Review((), "您好，已经帮您登记好了")


PIECES = ("没货了", "第一", "抱歉", "！", "？", "哦", "\ud800", "快递的问题")


@given(st.text(max_size=80), st.lists(st.sampled_from(PIECES)))
def test_any_draft_gets_a_review_that_fits_it(text: str, more: list[str]) -> None:
    draft = text + "".join(more)
    made = review(COACH, draft)
    assert made == review(Coach.build(RULES[::-1], folder=FOLDER), draft)
    for finding in made.findings:
        assert 0 <= finding.span[0] < finding.span[1] <= len(draft)
    if not made.findings:
        assert made.rewrite == draft


def test_a_rule_says_its_sentence_once() -> None:
    text = "这是快递的问题，就是快递的问题，您等等。"
    assert review(COACH, text).rewrite == "我来联系快递核实，您等等。"
    assert len(review(COACH, text).findings) == 2
