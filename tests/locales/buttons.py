"""Which texts of the code are drawn on buttons: found by following values through its syntax."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.locales.code import (
    GETTEXT,
    Function,
    Module,
    called,
    constants,
    fields,
    found,
    handlers,
    locals_of,
    parameters,
)

DRAWN = ("InlineKeyboardButton", "KeyboardButton")
Builders = dict[tuple[str, str], set[str]]
"""Functions that make buttons, by module and name: the parameters that come to stand on them."""


@cache
def button_texts() -> frozenset[str]:
    """The originals of all texts that are drawn on a button, or on a part of one."""
    walk = _Walk()
    return frozenset(
        text
        for module in handlers().values()
        for function in module.functions.values()
        for drawn in walk.drawn_in(module, function)
        for text in walk.texts(drawn, module, locals_of(function), frozenset())
    )


class _Walk:
    def __init__(self) -> None:
        self.fields = fields()
        self.builders: Builders = {}
        grown = True
        while grown:
            grown = False
            for module in handlers().values():
                for function in module.functions.values():
                    shown = self._shown_parameters(module, function)
                    known = self.builders.setdefault((module.name, function.name), set())
                    grown |= not shown <= known
                    known |= shown

    def drawn_in(self, module: Module, function: Function) -> Iterator[ast.expr]:
        """The expressions in a function whose texts are drawn on buttons."""
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            if called(node) in DRAWN:
                yield from (k.value for k in node.keywords if k.arg == "text")
                continue
            there = found(module, node.func)
            shown = self.builders.get((there[0].name, there[1]), set()) if there else set()
            if there and shown:
                names = parameters(there[0].functions[there[1]])
                for index, argument in enumerate(node.args):
                    # Behind the last name are the rest of a `*rows`.
                    if names[min(index, len(names) - 1)] in shown:
                        yield argument
                yield from (k.value for k in node.keywords if k.arg in shown)

    def _shown_parameters(self, module: Module, function: Function) -> set[str]:
        put = locals_of(function)
        names: set[str] = set()
        waiting = list(self.drawn_in(module, function))
        while waiting:
            for node in ast.walk(waiting.pop()):
                if isinstance(node, ast.Name) and node.id not in names:
                    names.add(node.id)
                    waiting += put.get(node.id, [])
        return names & set(parameters(function))

    def texts(
        self,
        node: ast.AST,
        module: Module,
        put: dict[str, list[ast.expr]],
        seen: frozenset[object],
    ) -> set[str]:
        """The texts for translation that an expression's value can have in it."""
        if (key := (module.name, id(node))) in seen:
            return set()
        seen |= {key}

        def all_of(nodes: list[ast.expr]) -> set[str]:
            return {text for part in nodes for text in self.texts(part, module, put, seen)}

        match node:
            case ast.Call() if called(node) in GETTEXT:
                originals = node.args[: GETTEXT[called(node)]]
                return {text for arg in originals for text in constants(arg)} | all_of(originals)
            case ast.Name() | ast.Attribute():
                known = self._defined(module, node, seen)
                if isinstance(node, ast.Name):
                    return known | all_of(put.get(node.id, []))
                if node.attr not in self.fields or _is_foreign(module, node.value):
                    return known | all_of([node.value])
                return known | {
                    text
                    for owner, value in self.fields[node.attr]
                    for text in self.texts(value, owner, {}, seen)
                }
            case ast.Subscript(value=value):
                return all_of([value])
            case ast.Call():
                return all_of([node.func, *node.args, *(k.value for k in node.keywords)])
        return {
            text
            for child in ast.iter_child_nodes(node)
            for text in self.texts(child, module, put, seen)
        }

    def _defined(self, module: Module, node: ast.expr, seen: frozenset[object]) -> set[str]:
        """The texts of a function of ours, or of a value at the top of a module."""
        there = found(module, node)
        if there is None:
            return set()
        owner, name = there
        if name in owner.values:
            return self.texts(owner.values[name], owner, {}, seen)
        function = owner.functions.get(name)
        if function is None:
            return set()
        put = locals_of(function)
        returns = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value]
        return {text for value in returns for text in self.texts(value, owner, put, seen)}


def _is_foreign(module: Module, node: ast.expr) -> bool:
    """Whether a name comes from outside handlers/: what is behind it is no field of ours."""
    package, _name = module.imported.get(node.id if isinstance(node, ast.Name) else "", ("", ""))
    return package != "" and not package.startswith("handlers")
