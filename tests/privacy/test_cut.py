"""A text at a grade, and spans that follow their words into it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csassist.privacy.cut import cut
from csassist.privacy.grade import GRADES, Grade
from csassist.privacy.mask import mask

PIECES = st.lists(
    st.sampled_from(["13912345678", "杭州市西湖区文三路478号", "lina@a.cn", "好的", "？？？", "加我微信lina_90", " "]),
    max_size=6,
)


def test_grades_have_names() -> None:
    assert GRADES == {"raw": Grade.RAW, "masked": Grade.MASKED, "none": Grade.NONE}


def test_raw_is_as_it_was_and_none_is_empty() -> None:
    assert cut("13912345678", Grade.RAW).text == "13912345678"
    none = cut("13912345678", Grade.NONE)
    assert (none.text, none.span((3, 5))) == ("", (3, 5))


@given(PIECES, st.data())
def test_spans_stay_in_the_text_in_order_and_on_their_words(pieces: list[str], data: st.DataObject) -> None:
    text = "，".join(pieces)
    kept = cut(text, Grade.MASKED)
    assert kept.text == mask(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = kept.span((start, end))
    assert 0 <= first <= last <= len(kept.text)
    if not any(start < one.end and one.start < end for one in kept.found) and start < end:
        assert kept.text[first:last] == text[start:end]
    for one in kept.found:
        assert kept.text[slice(*kept.span((one.start, one.end)))] == one.shown
        middle = (one.start + one.end) // 2
        assert kept.span((middle, middle + 1)) == kept.span((one.start, one.end))
