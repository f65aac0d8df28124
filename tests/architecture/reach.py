"""What a handler's code can reach, by its names: definitions, and of objects those members that are named.

A rapid type analysis (Bacon and Sweeney, OOPSLA 1996): `store.keep_file()` reaches the `keep_file` of every
class that the reached code mentions and that `store` may be of, and of every module that is handed on as an
object. Where nobody knows the class, it is every one: so it finds rather too much than too little.
"""

import ast
from collections.abc import Mapping

from tests.architecture.code import CONTAINER, Code, Definition, Kinds
from tests.architecture.inference import Inference

SHARED_ROOM = "runtime"


class Reach:
    """All that is reached from some definitions; what `runtime` does, it does for the room that asks.

    `found` are definitions with the room on whose behalf they run.
    """

    def __init__(self, code: Code) -> None:
        self._code = code
        self.found: set[tuple[Definition, str]] = set()
        self._asked: set[tuple[str, Kinds, str]] = set()
        self._objects: dict[str, dict[str, Definition]] = {}
        self._waiting: list[tuple[Definition, str]] = []

    def add(self, definition: Definition) -> None:
        """Reach a definition, and all that it reaches."""
        self._meet(definition, "")
        while self._waiting:
            self._read(*self._waiting.pop())

    def _meet(self, definition: Definition, asking: str) -> None:
        room = definition.source.room
        at = (definition, asking if room == SHARED_ROOM else room)
        if at in self.found:
            return
        self.found.add(at)
        self._waiting.append(at)
        if isinstance(definition.node, ast.ClassDef):
            for one in self._code.line(definition.key):
                self._hand_on(definition.key, one.members, asking)

    def _hand_on(self, key: str, members: Mapping[str, Definition], asking: str) -> None:
        """Know an object, or more members of it: a class or a module, by its name."""
        known = self._objects.setdefault(key, {})
        new = {name: one for name, one in members.items() if name not in known}
        known |= new
        for name, one in new.items():
            if name.startswith("__"):
                self._meet(one, asking)
        for name, kinds, by in tuple(self._asked):
            if name in known and self._may_be(key, kinds):
                self._meet(known[name], by)

    def _ask(self, name: str, kinds: Kinds, asking: str) -> None:
        if (name, kinds, asking) not in self._asked:
            self._asked.add((name, kinds, asking))
            for key, members in tuple(self._objects.items()):
                if name in members and self._may_be(key, kinds):
                    self._meet(members[name], asking)

    def _may_be(self, key: str, kinds: Kinds) -> bool:
        """Whether an object may stand where one of some classes is wanted, or of what a protocol promises."""
        if kinds is None:
            return True
        members = self._objects[key].keys()
        return any(
            key == kind
            or any(one.key == kind for one in (self._code.line(key) if self._is_class(key) else ()))
            or (self._is_protocol(kind) and self._code.class_of(kind).members.keys() <= members)
            for kind in kinds - CONTAINER
        )

    def _is_class(self, key: str) -> bool:
        return not self._code.definitions(key)

    def _is_protocol(self, kind: str) -> bool:
        bases = getattr(self._code.class_of(kind).node, "bases", ())
        return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in bases)

    def _read(self, definition: Definition, asking: str) -> None:
        known = Inference(self._code, definition)
        seen: set[ast.AST] = set()
        for node in definition.parts:
            if node in seen:
                continue
            if isinstance(node, ast.Call):
                seen |= self._given(definition.module, node, asking)
            if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
                target = self._code.resolve(definition.module, node)
                if isinstance(target, Definition):
                    self._meet(target, asking)
                    seen |= set(ast.walk(node))
                elif isinstance(target, str):
                    self._hand_on(target, self._code.definitions(target), asking)
                elif isinstance(node, ast.Attribute):
                    self._ask(node.attr, known.kinds(node.value), asking)
                    # A module that is only looked into is not handed on.
                    if isinstance(self._code.resolve(definition.module, node.value), str):
                        seen.add(node.value)

    def _given(self, module: str, call: ast.Call, asking: str) -> set[ast.AST]:
        """Give functions that a constructor takes to its class, as members; returns their places."""
        made = self._code.resolve(module, call.func)
        if not isinstance(made, Definition) or not isinstance(made.node, ast.ClassDef):
            return set()
        places: set[ast.AST] = set()
        named = [*zip(made.fields, call.args, strict=False), *((one.arg, one.value) for one in call.keywords)]
        for name, value in named:
            target = self._code.resolve(module, value)
            if (
                name in made.fields
                and isinstance(target, Definition)
                and isinstance(target.node, ast.FunctionDef)
            ):
                self._hand_on(made.key, {str(name): target}, asking)
                places |= set(ast.walk(value))
        return places
