"""The package as a program: what each module defines, and what names and annotations mean there."""

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tests.architecture.sources import Source, is_module

NOT_OURS = frozenset[str]()
"""The classes of what has none of ours, and holds none: texts, numbers, what libraries make."""
CONTAINER = frozenset([""])
"""The classes of lists and the like, which may hold what is ours."""
Kinds = frozenset[str] | None
"""The classes that something may be of, by module and name; None when nobody knows."""


@dataclass(frozen=True)
class Definition:
    """A function, a class, a constant, or (without a name) what else a module does when it is imported."""

    source: Source = field(compare=False, repr=False)
    name: str
    node: ast.AST = field(compare=False, repr=False)
    owner: str = ""
    module: str = ""

    @property
    def key(self) -> str:
        """Module and name."""
        return f"{self.module}.{self.name}"

    @cached_property
    def members(self) -> "dict[str, Definition]":
        """The methods of a class."""
        return {
            one.name: Definition(self.source, f"{self.name}.{one.name}", one, self.key, self.module)
            for one in getattr(self.node, "body", ())
            if isinstance(self.node, ast.ClassDef) and isinstance(one, ast.FunctionDef)
        }

    @cached_property
    def fields(self) -> dict[str, ast.expr]:
        """The annotations of a class's fields, in their order."""
        return {
            one.target.id: one.annotation
            for one in getattr(self.node, "body", ())
            if isinstance(self.node, ast.ClassDef)
            and isinstance(one, ast.AnnAssign)
            and isinstance(one.target, ast.Name)
        }

    @cached_property
    def parts(self) -> list[ast.AST]:
        """Every node that runs, outer ones first: no annotations, and of a class no methods."""
        found: list[ast.AST] = []
        waiting: list[ast.AST] = [self.node]
        while waiting:
            node = waiting.pop()
            found.append(node)
            for name, value in ast.iter_fields(node):
                if name in ("annotation", "returns", "type_params"):
                    continue
                below = value if isinstance(value, list) else [value]
                if node is self.node and isinstance(node, ast.ClassDef):
                    below = [one for one in below if not isinstance(one, ast.FunctionDef)]
                waiting += [one for one in below if isinstance(one, ast.AST)]
        return found


class Code:
    """Some modules of ours."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._defined = {name: dict(_definitions(source)) for name, source in sources.items()}
        self._bound = {name: dict(_imports(source)) for name, source in sources.items()}
        self._foreign = {name: set(_foreign(source)) for name, source in sources.items()}

    def definitions(self, module: str) -> dict[str, Definition]:
        """Return what a module defines."""
        return self._defined.get(module, {})

    def find(self, module: str, name: str) -> Definition | str | None:
        """Resolve a name inside a module to its definition, to a module's name, or to nothing of ours."""
        if found := self.definitions(module).get(name):
            return found
        at, wanted = self._bound.get(module, {}).get(name, ("", ""))
        return self.find(at, wanted) if wanted else at or None

    def is_foreign(self, module: str, name: str) -> bool:
        """Whether a name inside a module comes from a library, or from Python itself."""
        return name in self._foreign.get(module, ()) or hasattr(builtins, name)

    def resolve(self, module: str, node: ast.AST) -> Definition | str | None:
        """Resolve `name` or `module.name`."""
        if isinstance(node, ast.Name):
            return self.find(module, node.id)
        if isinstance(node, ast.Attribute) and isinstance(at := self.resolve(module, node.value), str):
            return self.find(at, node.attr)
        return None

    def class_of(self, key: str) -> Definition:
        """Return a class by module and name."""
        module, _, name = key.rpartition(".")
        return self._defined[module][name]

    def line(self, key: str) -> list[Definition]:
        """Return a class and those of ours that it is derived from."""
        found = self.class_of(key)
        assert isinstance(found.node, ast.ClassDef)
        above = [self.resolve(found.module, base) for base in found.node.bases]
        return [
            found,
            *(one for base in above if isinstance(base, Definition) for one in self.line(base.key)),
        ]

    def annotated(self, module: str, node: ast.AST | None) -> Kinds:
        """Return the classes that an annotation names."""
        match node:
            case None:
                return None
            case ast.Constant(value=str(text)):
                return self.annotated(module, ast.parse(text, mode="eval").body)
            case ast.BinOp(left=left, right=right):
                one, other = self.annotated(module, left), self.annotated(module, right)
                return None if one is None or other is None else one | other
            case ast.Subscript(value=ast.Name(id="Annotated" | "type"), slice=what):
                return self.annotated(module, what.elts[0] if isinstance(what, ast.Tuple) else what)
            case ast.Subscript(value=whole):
                return self.annotated(module, whole) or CONTAINER
            case ast.Constant():
                return NOT_OURS
        found = self.resolve(module, node)
        if isinstance(found, Definition):
            is_class = isinstance(found.node, ast.ClassDef)
            aliased = getattr(found.node, "value", None)
            return frozenset([found.key]) if is_class else self.annotated(found.module, aliased)
        name = node.id if isinstance(node, ast.Name) else ""
        if name == "Any" or not (isinstance(node, ast.Attribute) or self.is_foreign(module, name)):
            return None
        return NOT_OURS


def _definitions(source: Source) -> Iterator[tuple[str, Definition]]:
    for node in source.tree.body:
        names = [""]
        if isinstance(node, ast.Import | ast.ImportFrom | ast.If):
            continue
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        elif isinstance(node, ast.TypeAlias):
            names = [node.name.id]
        for name in names:
            yield name, Definition(source, name, node, module=source.name)


def _foreign(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import) or (
            isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("madoguchi")
        ):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)


def _imports(source: Source) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("madoguchi"):
            continue
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            at = (whole, "") if is_module(whole) else (str(node.module), alias.name)
            yield alias.asname or alias.name, at
