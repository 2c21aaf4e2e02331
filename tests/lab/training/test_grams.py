"""Texts to codes and back: edges, odd characters, phrases; the matrix says which text holds what."""

from __future__ import annotations

import numpy as np

from csassist.lab.training.grams import Coder, common, dilution, matrix


def grams(text: str, longest: int = 2, phrases: tuple[str, ...] = ()) -> set[str]:
    coder = Coder(phrases, longest)
    return set(coder.decode(coder.encode(text)))


def test_all_grams_of_a_text_with_its_edges() -> None:
    assert grams("太慢了") == {"太", "慢", "了", "\n太", "太慢", "慢了", "了\n"}
    assert grams("", 2) == {"\n\n"}


def test_no_gram_reaches_over_blanks_digits_or_latin() -> None:
    assert grams("慢 了3天") == {"慢", "了", "天", "\n慢", "天\n"}
    assert grams("ok") == set()


def test_phrases_longer_than_a_gram_have_codes_of_their_own() -> None:
    assert "都等了三天了" in grams("我都等了三天了啊", 2, ("都等了三天了", "太慢"))
    assert "太慢" in Coder(("太慢",)).phrases


def test_characters_beyond_sixteen_bits_come_back() -> None:
    assert "😡" in grams("😡怎么", 1)


def test_common_and_matrix() -> None:
    coder = Coder(longest=1)
    documents = coder.encode_all(["慢慢", "慢了", "了"])
    index = common(documents, 2)
    assert set(coder.decode(index)) == {"慢", "了"}
    order = [coder.decode(index).index(char) for char in "慢了"]
    assert matrix(documents, index).toarray()[:, order].tolist() == [[1, 0], [1, 1], [0, 1]]
    assert matrix(documents, common(documents, 9)).shape == (3, 0)
    assert len(common([], 1)) == 0
    assert np.asarray(matrix([], index).shape).tolist() == [0, 2]


def test_dilution_makes_less_of_a_text_the_more_it_says() -> None:
    documents = matrix(
        Coder(longest=1).encode_all(["慢", "慢了吗", ""]), common(Coder(longest=1).encode_all(["慢了吗"]), 1)
    )
    assert dilution(documents, 0).diagonal().tolist() == [1, 1, 1]
    assert np.allclose(dilution(documents, 3).diagonal(), [(4 / 3) ** -0.5, 2**-0.5, 1])
