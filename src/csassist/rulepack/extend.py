"""A pack's library with a shop's own scripts in it, and texts cut into words as libraries are. Reads no file."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.assessment.rulebook import Rulebook
from csassist.rulepack.vocabulary import SegmenterName, build_folder, segmenter
from csassist.suggest.library import Library
from csassist.suggest.spec import Script


def extend_library(base: Rulebook, scripts: Sequence[Script], *, words: SegmenterName = "rjieba") -> Library:
    """The scripts of `base` and these, as one library. Takes ~0.1 s for 250 scripts; of two with one id ours stands."""
    own = {script.id for script in scripts}
    kept = [compiled.script for compiled in base.library.scripts if compiled.script.id not in own]
    folder, segment = build_folder(), segmenter(words)
    return Library.build((*kept, *scripts), base.library.spec, folder=folder, segment=segment)


def cut_words(text: str, *, words: SegmenterName = "rjieba") -> tuple[str, ...]:
    """The folded text cut into words, in order."""
    return tuple(segmenter(words)(build_folder().fold_word(text)))
