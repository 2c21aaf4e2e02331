"""What the house tests look at: the repository, its tracked files, its modules and their functions."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "csassist"
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of the product. `name` as in `desk/receive`."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def room(self) -> str:
        return self.name.split("/", maxsplit=1)[0]


@dataclass(frozen=True)
class Function:
    """A function or method; `owner` is the class it stands in."""

    module: Module
    node: FunctionNode
    owner: ast.ClassDef | None

    def __str__(self) -> str:
        owner = f"{self.owner.name}." if self.owner else ""
        return f"{self.module.name}.py:{self.node.lineno} {owner}{self.node.name}"

    @property
    def public(self) -> bool:
        hidden = self.owner is not None and self.owner.name.startswith("_")
        return not self.node.name.startswith("_") and not hidden

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1

    @property
    def parameters(self) -> int:
        given = self.node.args
        names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        return len([n for n in names if n not in {"self", "cls"}])


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the product but the empty doors (__init__)."""
    return tuple(_module(path) for path in sorted(SOURCE.rglob("*.py")) if "_rules" not in path.parts)


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(SOURCE).with_suffix("").as_posix()
    return Module(path, name, text, ast.parse(text))


def functions() -> Iterator[Function]:
    """Module functions and methods, not the ones inside other functions."""
    for module in modules():
        for node in module.tree.body:
            if isinstance(node, FunctionNode):
                yield Function(module, node, None)
            elif isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, FunctionNode):
                        yield Function(module, inner, node)


@cache
def tracked() -> tuple[Path, ...]:
    """The files in git; outside of a clone (an unpacked sdist) every file that is not built."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        built = {".venv", "node_modules", "_pages", "__pycache__"}
        return tuple(p for p in sorted(ROOT.rglob("*")) if p.is_file() and not built & set(p.parts))
    return tuple(p for name in listed.stdout.split("\0") if name and (p := ROOT / name).is_file())


def text_of(path: Path) -> str | None:
    """The text of a file; None when it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
