"""Model files: gzipped JSON -> ModelTable and back. The one that ships lies in the package; another may replace it.

Knows the format and refuses a file that is not sound; knows nothing of training.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from dataclasses import field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from csassist.errors import RulePackError
from csassist.frozen import frozen
from csassist.thermometer.model import HEADS, ModelTable, TextModel, faults_of

FORMAT = 1
SHIPPED = Path(__file__).resolve().parent.parent / "_model" / "zh.json.gz"
_MOST_BYTES = 64 << 20  # of a file once unpacked


@frozen
class ModelFile:
    """A table with the digest of its content and what the file says about itself."""

    table: ModelTable
    digest: str
    about: dict[str, Any]
    _compiled: list[TextModel] = field(default_factory=list, repr=False, compare=False)

    def model(self) -> TextModel:
        """The compiled table; one for all rulebooks that use this file."""
        if not self._compiled:
            self._compiled.append(TextModel.build(self.table))
        return self._compiled[0]


def read_model(path: Path = SHIPPED) -> ModelFile:
    """Reads and checks a model file. Raises RulePackError (R190) when it is absent, broken or not sound."""
    try:
        with gzip.open(path, "rb") as packed:
            raw = packed.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise ValueError("it is too big")
        said = orjson.loads(raw)
        if said["format"] != FORMAT:
            raise ValueError(f"format {said['format']} is not {FORMAT}")
        table = ModelTable(
            name=str(said["name"]),
            grams=tuple(said["grams"]),
            weights={head: tuple(_whole(said["weights"][head])) for head in HEADS},
            bias={head: int(said["bias"][head]) for head in HEADS},
            scale=int(said["scale"]),
            dilute=int(said.get("dilute", 0)),
        )
        faults = faults_of(table)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _refused(f"{path.name} is no model file: {fault}") from None
    if faults:
        raise _refused(f"{path.name} is no sound model: {'; '.join(faults)}")
    return ModelFile(table, blake2b(raw, digest_size=8).hexdigest(), dict(said.get("about", {})))


def _whole(weights: list[Any]) -> list[int]:
    if set(map(type, weights)) - {int}:
        raise ValueError("a weight is no whole number")
    return weights


def write_model(path: Path, table: ModelTable, about: dict[str, Any]) -> str:
    """Writes the file whole or not at all and returns its digest: the same table gives the same bytes."""
    faults = faults_of(table)
    if faults:
        raise _refused(f"not written, no sound model: {'; '.join(faults)}")
    said = {
        "format": FORMAT,
        "name": table.name,
        "about": about,
        "scale": table.scale,
        "dilute": table.dilute,
        "bias": {head: table.bias[head] for head in HEADS},
        "grams": table.grams,
        "weights": {head: table.weights[head] for head in HEADS},
    }
    raw = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(gzip.compress(raw, compresslevel=9, mtime=0))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return blake2b(raw, digest_size=8).hexdigest()


def _refused(why: str) -> RulePackError:
    error = RulePackError(why)
    error.code = "R190"
    return error


_taken: list[ModelFile] = []


def take_shipped_model(file: ModelFile) -> None:
    """Uses what a child of this process read with `shipped_model`, instead of reading it again."""
    _taken[:] = [file]


@cache
def shipped_model() -> ModelFile:
    """The model in the package, read once a process."""
    return _taken[0] if _taken else read_model()
