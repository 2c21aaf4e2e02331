"""csassist train --sets: makes the text model that ships. lab/adapt.py pulls it towards a shop's own chats.

Needs the extra `train` (numpy, scipy); the service that uses the model does not.
"""

from __future__ import annotations

from pathlib import Path

from csassist.errors import NotFound
from csassist.rulepack.model_file import write_model
from csassist.rulepack.place import default_directory
from csassist.rulepack.vocabulary import fold_text

NAME = "zh"


def run_train(sets: Path, out: Path) -> None:
    """Writes a model to `out`. `sets` = folder with stc3_cn and cold. Raises NotFound when one of them is missing."""
    try:
        import scipy  # noqa: F401
    except ImportError:
        raise NotFound("training needs numpy and scipy: pip install 'csassist[train]'") from None
    from csassist.lab.training.lexicon import read_lexicon
    from csassist.lab.training.recipe import make_table
    from csassist.lab.training.shipped import permitted

    examples = permitted(fold_text, sets, default_directory())
    print(f"{len(examples)} texts", flush=True)
    table = make_table(examples, read_lexicon(fold_text), NAME)
    digest = write_model(out, table, {"sources": sorted({example.source for example in examples})})
    print(f"{out}: {len(table.grams)} n-grams, {out.stat().st_size / 1024:.0f} KB, digest {digest}")
