from __future__ import annotations

from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.emotion import FOLDED, anger_score, measure_emotion
from csassist.lab.evaluation.judge import Said
from csassist.lab.evaluation.sets import find_sets


def test_anger_named_outweighs_other_heat_and_joy_comes_last() -> None:
    said = [Said(30.0, 1, -0.5, "anger"), Said(30.0, 1, -0.5, "anxiety"), Said(0.0, 0, 0.0, "neutral")]
    scores = [anger_score(one) for one in (*said, Said(0.0, 0, 0.9, "satisfied"))]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_every_emotion_folds_to_one_of_five() -> None:
    assert set(FOLDED.values()) == {"anger", "anxiety", "sadness", "positive", "neutral"}


def test_surprise_is_against_anger_but_no_class(bench: Bench) -> None:
    (dataset,) = (one for one in find_sets(bench.data) if one.name == "moods")
    found = measure_emotion(bench, dataset)
    anger, f1 = found.figures
    assert (anger.id, anger.n, anger.value) == ("moods.anger.auc", 4, 1.0)
    assert (f1.id, f1.n, f1.value) == ("moods.emotion.macro_f1", 3, 1.0)
    assert [row[0] for row in found.breakdowns[0].rows] == ["anger", "anxiety", "neutral", "positive", "sadness"]
