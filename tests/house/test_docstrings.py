"""Every file says what it knows; every public function says what it does."""

from __future__ import annotations

import ast

from house.tree import Function, functions, modules

OPENING_LINES = 4
DRAWINGS = {"errors"}  # its docstring is the tree itself


def test_every_module_opens_with_a_short_docstring() -> None:
    faults = []
    for module in modules():
        opening = ast.get_docstring(module.tree)
        if not opening:
            faults.append(f"{module.name}.py: none")
        elif module.name not in DRAWINGS and len(opening.splitlines()) > OPENING_LINES:
            faults.append(f"{module.name}.py: {len(opening.splitlines())} lines")
    assert "\n".join(faults) == ""


def test_every_public_function_has_a_docstring() -> None:
    silent = [f for f in functions() if f.public and not ast.get_docstring(f.node) and not _told_elsewhere(f)]
    assert "\n".join(map(str, silent)) == ""


def _told_elsewhere(function: Function) -> bool:
    """Methods of a port or of its implementation are told once, at the port; the class docstring names it."""
    if function.owner is None:
        return False
    bases = {base.id for base in function.owner.bases if isinstance(base, ast.Name)}
    return "Protocol" in bases or bool(ast.get_docstring(function.owner))
