"""Texts with an emotion: anger against the rest, and the feelings folded to five classes.

Anger score, from what a line of `explain --jsonl` says: above all the feeling that is named, then how unhappy the text
is; degrees say little here, for not all heat is anger.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from csassist.lab.evaluation.bench import Bench, sample
from csassist.lab.evaluation.figure import Breakdown, Figure, Findings
from csassist.lab.evaluation.judge import Said
from csassist.lab.evaluation.measures import auc, f1_by_class, macro_f1
from csassist.lab.evaluation.sets import DataSet

FOLDED = {
    "anger": "anger",
    "grievance": "sadness",
    "disappointment": "sadness",
    "anxiety": "anxiety",
    "neutral": "neutral",
    "satisfied": "positive",
}
_LEAN = {"anger": 20.0, "grievance": 5.0, "disappointment": 5.0, "anxiety": -10.0, "neutral": 0.0, "satisfied": -10.0}
_PER_POLARITY = 20.0  # what a whole unit of polarity is worth; this and the next were fitted on the same posts
_PER_DEGREE = 0.2


def anger_score(said: Said) -> float:
    """A fifth of the degrees, what the feeling named is worth (anger 20), 20 per unit of polarity against."""
    return round(_PER_DEGREE * said.degrees + _LEAN[said.emotion] - _PER_POLARITY * said.polarity, 2)


def measure_emotion(bench: Bench, dataset: DataSet) -> Findings:
    """AUC of anger against all other rows; macro-F1 over the rows whose emotion is one of the five."""
    rows = [row for row in dataset.rows() if row.get("emotion")]
    texts = [row["text"] for row in rows]
    drawn = sample(texts)
    bench.ask_snow(texts[place] for place in drawn)
    said = []
    for text in texts:
        said.append(bench.judge.alone(text, dataset.name))
        bench.tick()
    gold = [row["emotion"] for row in rows]
    anger = [(anger_score(one), right == "anger") for one, right in zip(said, gold, strict=True)]
    folded = [(right, FOLDED[one.emotion]) for one, right in zip(said, gold, strict=True) if right in _CLASSES]
    name = dataset.name
    found = Findings()
    figure = bench.of_rows(Figure(f"{name}.anger.auc", name, "anger against the rest, AUC", 0.0), anger, auc)
    if bench.snow is not None:
        heats = Counter((bench.snow.heat(texts[place]), gold[place] == "anger") for place in drawn)
        figure = replace(figure, snow=auc(heats), snow_n=len(drawn) if len(drawn) < len(rows) else None)
    found.figures.append(figure)
    title = "emotion folded to five, macro-F1"
    found.figures.append(bench.of_rows(Figure(f"{name}.emotion.macro_f1", name, title, 0.0), folded, macro_f1))
    found.breakdowns.append(_confusion(name, Counter(folded)))
    return found


_CLASSES = frozenset(FOLDED.values())


def _confusion(name: str, tally: Counter[tuple[str, str]]) -> Breakdown:
    names = sorted(_CLASSES)
    scores = f1_by_class(tally)
    rows = tuple(
        (right, *(str(tally[right, guess]) for guess in names), f"{scores.get(right, 0.0):.2f}") for right in names
    )
    return Breakdown(f"{name}: emotion, gold (rows) against said (columns)", ("gold", *names, "F1"), rows)
