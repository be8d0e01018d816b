"""Mutation testing of rules/: change the code in one small way at a time and see whether a test fails.

    python tests/rules/mutation.py [--modules engine,checks] [--sample N] [--seed N]

Not a test and not part of the suite: it takes hours. The kept tools start a new Python for each mutant, which costs
more here than the tests do; this one forks a process that has everything but rules/ loaded, runs the quick tests first,
and of all only those that load the module. Each mutant is one of: a comparison, an arithmetic or a logical operator
replaced, a number or a string changed, a condition negated, a computed return value dropped (a constant one is itself
changed). At the top of a module and in the body of a class only numbers and truth values are changed: bounds, reaches,
defaults. Patterns and docstrings stay as they are, so that grammar, signs and topics, which hold nothing else, have no
mutant.

Every module of rules/ is mutated. A survivor is printed as it is found; at the end, the share killed by module, and of
all with its 95 % interval (Wilson).
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import inspect
import math
import os
import random
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import hypothesis  # noqa: F401 - loaded once, before the forks
import pydantic  # noqa: F401
import pytest
import rapidfuzz  # noqa: F401
import yaml  # noqa: F401

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted(path.stem for path in (ROOT / "rules").glob("*.py"))
FIRST = (  # called one by one, those without fixtures
    "test_in_full.py", "test_arithmetic.py", "test_another_drug.py", "test_safety_categories.py", "test_asked_drug.py",
    "test_background.py", "test_cues.py", "test_intervals.py", "test_reading.py", "test_results.py",
    "test_vocabulary.py",
    "test_metamorphic.py", "test_recognition.py", "test_weighing.py",
)  # fmt: skip
THEN = ("test_lint.py", "test_binding.py", "test_properties.py", "test_commands.py")  # by pytest
# Of these tests some are slow, and some ask another process, which has the code as it is.
LEFT_OUT = ("raises", "thousand", "milliseconds", "the_command_answers", "needs_no_model")
QUICKLY = ["-x", "-q", "-p", "no:cacheprovider", "-k", " and ".join(f"not {part}" for part in LEFT_OUT)]
LONGEST = 120  # seconds of CPU time, so that a busy machine kills none: a mutant that loops is killed
_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_COMPUTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}


def mutations(node: ast.AST) -> Iterator[ast.AST]:
    """The changed copies of one node."""
    changed = copy.deepcopy(node)
    match changed:
        case ast.Compare(ops=[operator, *_]) if type(operator) in _COMPARED:
            changed.ops[0] = _COMPARED[type(operator)]()
        case ast.BinOp(op=operator) if type(operator) in _COMPUTED:
            changed.op = _COMPUTED[type(operator)]()
        case ast.BoolOp(op=operator):
            changed.op = ast.Or() if isinstance(operator, ast.And) else ast.And()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            changed = operand
        case ast.Constant(value=bool(value)):
            changed.value = not value
        case ast.Constant(value=int(value)):
            changed.value = value + 1
        case ast.Constant(value=str(value)) if value:
            changed.value = f"{float(value) + 1}" if value.replace(".", "", 1).isdigit() else f"x{value}"
        case ast.If(test=test) | ast.IfExp(test=test):
            changed.test = ast.UnaryOp(ast.Not(), test)
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            changed.value = ast.Constant(None)
        case _:
            return
    yield changed


def sites(tree: ast.Module) -> list[ast.AST]:
    """The nodes that are worth changing: no docstring, annotation, default text or pattern."""
    found: list[ast.AST] = []

    def visit(node: ast.AST, inside: bool) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.JoinedStr | ast.Assert | ast.Raise):
            return
        is_pattern = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")
        if not is_pattern and (inside or _is_number(node)):
            found.extend(node for _ in mutations(node))
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not (is_pattern and isinstance(child, ast.Constant | ast.JoinedStr)):
                    visit(child, inside or isinstance(node, ast.FunctionDef))

    visit(tree, False)
    return found


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool | int)


class _Changed(ast.NodeTransformer):
    def __init__(self, site: ast.AST, new: ast.AST) -> None:
        self._site, self._new = site, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self._new, node) if node is self._site else self.generic_visit(node)


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives out one module of rules/ as changed."""

    def __init__(self, name: str, code: CodeType) -> None:
        self._name, self._code = name, code

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=str(ROOT / "rules" / f"{fullname[6:]}.py"))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(ROOT / "rules" / f"{self._name[6:]}.py")
        exec(self._code, module.__dict__)


def _passes_at_once(files: Sequence[str]) -> bool:
    """Whether quick tests pass, called one by one without pytest's collection; those with fixtures are left out."""
    try:
        for name in files:
            spec = importlib.util.spec_from_file_location(name[:-3], ROOT / "tests/rules" / name)
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            tests = {key: value for key, value in vars(module).items() if key.startswith("test_")}
            for test in [tests[key] for key in tests if not any(part in key for part in LEFT_OUT)]:
                for arguments in _arguments(test):
                    test(**arguments)
    except BaseException:  # a failed assertion, an error of the mutant, pytest.fail
        return False
    return True


def _arguments(test: Any) -> Iterator[dict[str, Any]]:
    """What a test is called with, by its parametrize marks; nothing where it needs a fixture."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    combined: list[dict[str, Any]] = [{}]
    for mark in marks:
        names = mark.args[0] if isinstance(mark.args[0], tuple) else (mark.args[0],)
        rows = [row if len(names) > 1 else (row,) for row in mark.args[1]]
        combined = [{**one, **dict(zip(names, row, strict=True))} for one in combined for row in rows]
    if set(inspect.signature(test).parameters) == set(combined[0] if combined else ()):
        yield from combined


def _passes(files: Sequence[str]) -> bool:
    paths = [str(ROOT / "tests/rules" / name) for name in files if name in THEN]
    quick = [name for name in files if name in FIRST]
    return _passes_at_once(quick) and (not paths or pytest.main([*QUICKLY, *paths]) == 0)


def survives(module: str, code: CodeType, files: Sequence[str]) -> bool:
    """Whether the tests of some files pass with one module changed."""
    child = os.fork()
    if child == 0:
        _set_apart()
        sys.meta_path.insert(0, _Loader(f"rules.{module}", code))
        os._exit(0 if _passes(files) else 1)
    _, status = os.waitpid(child, 0)
    return status == 0


def reached_by(name: str) -> frozenset[str]:
    """The modules of rules/ that the tests of a file load; none where they fail on the code as it is."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _set_apart()
        loaded = [module[6:] for module in sys.modules if module.startswith("rules.")] if _passes([name]) else []
        os.write(writing, " ".join(loaded).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    return frozenset(os.read(reading, 65536).decode().split())


def _set_apart() -> None:
    """Bound a forked process in time, and silence it."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


def _warm() -> None:
    """Load what rules/ is built on and compile its patterns, once for all mutants; rules/ itself is let go again."""
    import rules.guardrail  # noqa: F401

    for name in [name for name in sys.modules if name.partition(".")[0] == "rules"]:
        del sys.modules[name]


def main() -> int:
    """Run the mutants, print each survivor and the shares killed."""
    parser = argparse.ArgumentParser(description="Mutation testing of rules/.")
    parser.add_argument("--modules", default=",".join(MODULES))
    parser.add_argument("--sample", type=int, help="so many mutants, drawn at random, instead of all")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    _warm()

    todo = []
    for module in given.modules.split(","):
        tree = ast.parse((ROOT / "rules" / f"{module}.py").read_text(encoding="utf-8"))
        todo += [(module, tree, site, new) for site in dict.fromkeys(sites(tree)) for new in mutations(site)]
    if given.sample:
        todo = random.Random(given.seed).sample(todo, min(given.sample, len(todo)))
    reached = {name: reached_by(name) for name in (*FIRST, *THEN)}
    if not all(reached.values()):
        print("The tests fail on the code as it is: no mutant can be judged.", file=sys.stderr)
        return 1
    results: dict[str, list[bool]] = {module: [] for module, *_ in todo}
    for number, (module, tree, site, new) in enumerate(todo, start=1):
        # The transformer works on the tree itself, so that the site is found by identity; it is undone afterwards.
        mutant: Any = _Changed(site, new).visit(copy_with(tree, site))
        code = compile(ast.fix_missing_locations(mutant), f"rules/{module}.py", "exec")
        is_killed = not survives(module, code, [name for name, modules in reached.items() if module in modules])
        results[module].append(is_killed)
        if not is_killed:
            line = getattr(site, "lineno", 0)
            print(f"survived rules/{module}.py:{line}: {ast.unparse(site)[:90]} -> {ast.unparse(new)[:90]}", flush=True)
        if number % 10 == 0:
            print(f"{number} of {len(todo)}, {share(results)}", file=sys.stderr, flush=True)
    for module, outcomes in sorted(results.items()):
        print(f"{module}: {sum(outcomes)} of {len(outcomes)}")
    print(f"all: {share(results)}")
    return 0


def share(results: Mapping[str, Sequence[bool]]) -> str:
    """The share killed so far, with its 95 % interval (Wilson)."""
    outcomes = [is_killed for found in results.values() for is_killed in found]
    n, killed, z = len(outcomes), sum(outcomes), 1.96
    middle = (killed + z * z / 2) / (n + z * z)
    half = z * math.sqrt(killed * (n - killed) / n + z * z / 4) / (n + z * z)
    return f"{killed} of {n} killed: {killed / n:.1%} ({middle - half:.1%} to {middle + half:.1%})"


def copy_with(tree: ast.Module, site: ast.AST) -> ast.Module:
    """A copy of a tree in which one node is the very same object."""
    return copy.deepcopy(tree, {id(site): site})


if __name__ == "__main__":
    sys.exit(main())
