"""The syntax trees of the code that people read texts of, and where its values come from."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from locales.extract import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef
GETTEXT = {"_": 1, "N_": 1, "ngettext": 2, "Sentence": 1}
"""What takes texts for translation, and how many of its arguments are texts: the functions of
gettext, and the sentences of the rules, which know nothing of gettext."""
ADDING = ("append", "extend", "insert")


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def constants(node: ast.AST) -> Iterator[str]:
    """The strings in an expression."""
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


@dataclass
class Module:
    """A file, and the names at its top."""

    name: str
    tree: ast.Module
    functions: dict[str, Function] = field(default_factory=dict)
    values: dict[str, ast.expr] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name here to the module and the name there."""

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                self.functions[node.name] = node
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self.imported[alias.asname or alias.name] = (node.module, alias.name)
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.values[node.targets[0].id] = node.value
            elif (
                isinstance(node, ast.AnnAssign)
                and isinstance(node.target, ast.Name)
                and node.value
            ):
                self.values[node.target.id] = node.value


@cache
def trees(*packages: str) -> dict[str, ast.Module]:
    """The syntax trees of some packages by the names of their modules."""
    return {
        _module_name(path): ast.parse(path.read_text(encoding="utf-8"))
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
    }


@cache
def handlers() -> dict[str, Module]:
    """The files of handlers/ by their names as modules."""
    return {name: Module(name, tree) for name, tree in trees("handlers").items()}


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def found(module: Module, node: ast.expr) -> tuple[Module, str] | None:
    """The module of ours in which a name, or a name behind a module's, is defined."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        package, name = module.imported.get(node.value.id, ("", ""))
        there = handlers().get(f"{package}.{name}")
        return (there, node.attr) if there else None
    if isinstance(node, ast.Name):
        if node.id in module.functions or node.id in module.values:
            return module, node.id
        package, name = module.imported.get(node.id, ("", ""))
        there = handlers().get(package)
        return (there, name) if there else None
    return None


def locals_of(function: Function) -> dict[str, list[ast.expr]]:
    """What is put into each local name, or into the list behind it."""
    put: dict[str, list[ast.expr]] = {}

    def note(target: ast.expr, value: ast.expr) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                put.setdefault(node.id, []).append(value)

    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    note(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                note(target, value)
            case ast.AugAssign(target=target, value=value):
                note(target, value)
            case ast.NamedExpr(target=target, value=value):
                note(target, value)
            case ast.comprehension(target=target, iter=value) | ast.For(target=target, iter=value):
                note(target, value)
            case ast.Call(func=ast.Attribute(value=list_, attr=how), args=added) if how in ADDING:
                for value in added:
                    note(list_, value)
    return put


def parameters(function: Function) -> list[str]:
    """The names of a function's parameters; the last one is `*rows` where there is one."""
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    return [*names, arguments.vararg.arg] if arguments.vararg else names


def fields() -> dict[str, list[tuple[Module, ast.expr]]]:
    """What is put into each field of the dataclasses of handlers/: defaults and arguments, and
    in which module."""
    classes: dict[str, list[str]] = {}
    put: dict[str, list[tuple[Module, ast.expr]]] = {}
    for module in handlers().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and not node.bases:
                for line in node.body:
                    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                        classes.setdefault(node.name, []).append(line.target.id)
                        if line.value is not None:
                            put.setdefault(line.target.id, []).append((module, line.value))
    for module in handlers().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node) in classes:
                for name, value in zip(classes[called(node)], node.args, strict=False):
                    put.setdefault(name, []).append((module, value))
                for keyword in node.keywords:
                    put.setdefault(keyword.arg or "", []).append((module, keyword.value))
    return put
