"""eval --folds: the text model fitted again without some dialogues, in the rulebook that is measured.

Knows what the shipped model was trained on; judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from csassist.assessment.rulebook import Rulebook
from csassist.errors import NotFound
from csassist.rulepack.compile import with_model
from csassist.rulepack.model_file import ModelFile
from csassist.rulepack.place import default_directory
from csassist.rulepack.vocabulary import fold_text
from csassist.thermometer.model import HEADS

if TYPE_CHECKING:
    from csassist.lab.training.recipe import Recipe
    from csassist.lab.training.sources import Example

SEEN = frozenset({"stc3_cn", "cold"})  # sets of which the shipped model has seen rows: docs/model-card.md
STEPS = 2 * len(HEADS)  # how often a fit tells that it goes on


class Refitting:
    """Call it with ids of dialogues to leave out: the rulebook with a model that never saw them.

    Everything else that the shipped model learnt from is in, with its recipe; so a fit takes a minute or two.
    """

    def __init__(self, data: Path, rulebook: Rulebook, recipe: Recipe | None = None) -> None:
        """`data` = folder with stc3_cn, and cold if it may be in."""
        self._data = data
        self._rulebook = rulebook
        self._recipe = recipe
        self._examples: list[Example] = []

    def __call__(self, without: frozenset[str], tick: Callable[[], None]) -> Rulebook:
        """`tick` is called STEPS times. Raises NotFound when stc3_cn or what training needs is missing."""
        try:
            from csassist.lab.training.lexicon import read_lexicon
            from csassist.lab.training.recipe import make_table
            from csassist.lab.training.shipped import available
        except ImportError:
            raise NotFound("eval --folds needs numpy and scipy: pip install 'csassist[train]'") from None
        self._examples = self._examples or available(fold_text, self._data, default_directory())
        examples = [example for example in self._examples if example.group not in without]
        table = make_table(examples, read_lexicon(fold_text), "zh-fold", self._recipe, tick)
        return with_model(self._rulebook, ModelFile(table, f"without {len(without)}", {}))
