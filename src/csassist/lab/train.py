"""csassist train: makes the text model. Without --calm the one that ships, with it one that knows a shop's own chats.

Needs the extra `train` (numpy, scipy); the service that uses the model does not.
"""

from __future__ import annotations

from pathlib import Path

from csassist.errors import NotBuilt, NotFound
from csassist.rulepack.model_file import write_model
from csassist.rulepack.place import default_directory
from csassist.rulepack.vocabulary import fold_text

NAME = "zh"


def run_train(calm: str | None, labelled: str | None, data: Path | None, out: Path) -> None:
    """Writes a model to `out`. Raises NotFound when a source or the extra is missing."""
    try:
        import scipy  # noqa: F401
    except ImportError:
        raise NotFound("training needs numpy and scipy: pip install 'csassist[train]'") from None
    if calm is not None or labelled is not None:
        raise NotBuilt("adapting to a shop's own chats is not built yet")
    if data is None:
        raise NotFound("training the shipped model needs the folder with stc3_cn and cold: --data DIR")
    from csassist.lab.training.lexicon import read_lexicon
    from csassist.lab.training.recipe import make_table
    from csassist.lab.training.shipped import permitted

    examples = permitted(fold_text, data, default_directory())
    print(f"{len(examples)} texts", flush=True)
    table = make_table(examples, read_lexicon(fold_text), NAME)
    digest = write_model(out, table, {"sources": sorted({example.source for example in examples})})
    print(f"{out}: {len(table.grams)} n-grams, {out.stat().st_size / 1024:.0f} KB, digest {digest}")
