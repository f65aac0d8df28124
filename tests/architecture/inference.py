"""Of which classes of ours a value is, as far as annotations and constructors say."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.code import CONTAINER, NOT_OURS, Code, Definition, Kinds

PLAIN = (ast.Constant, ast.JoinedStr, ast.Compare)
HOLDING = (ast.Dict, ast.List, ast.Set, ast.Tuple, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MAKERS = {
    **dict.fromkeys(("bytes", "int", "len", "repr", "str"), NOT_OURS),
    **dict.fromkeys(("dict", "frozenset", "list", "range", "set", "sorted", "tuple"), CONTAINER),
}
"""What Python's own functions make, whatever they are given."""
Annotation = tuple[str, ast.AST | None]
"""An annotation, and the module that it stands in."""


class Inference:
    """What is known of the names inside one definition."""

    def __init__(self, code: Code, definition: Definition) -> None:
        self._code, self._definition, self._module = code, definition, definition.module
        self._annotations = dict(self._annotated_names())
        self._bound: dict[str, list[ast.AST | None]] = {}
        self._turns: dict[str, ast.AST] = {}
        self._bind()
        self._known: dict[str, Kinds] = {}
        if definition.owner:
            self._known |= dict.fromkeys(("self", "cls"), frozenset([definition.owner]))

    def kinds(self, node: ast.AST | None) -> Kinds:
        """Return the classes that an expression may be of; None when nobody knows."""
        match node:
            case _ if isinstance(node, PLAIN):
                return NOT_OURS
            case _ if isinstance(node, HOLDING):
                return CONTAINER
            case ast.BoolOp(values=values):
                return _any(map(self.kinds, values))
            case ast.IfExp(body=body, orelse=orelse):
                return _any([self.kinds(body), self.kinds(orelse)])
            case ast.Name(id=name):
                return self._named(name)
            case ast.Attribute(value=value):
                # What a library gives holds what is not ours.
                return NOT_OURS if self.kinds(value) == NOT_OURS else self._said(node)
            case ast.Call():
                return self._answered(node)
        return None

    def _named(self, name: str) -> Kinds:
        if name not in self._known and (name in self._bound or name in self._annotations):
            # Nobody knows, while it is being found out.
            self._known[name] = None
            self._known[name] = self._found_out(name)
        if name in self._known:
            return self._known[name]
        found = self._code.find(self._module, name)
        if not isinstance(found, Definition):
            return NOT_OURS if self._code.is_foreign(self._module, name) else None
        if isinstance(found.node, ast.ClassDef):
            return frozenset([found.key])
        if isinstance(found.node, ast.AnnAssign):
            return self._code.annotated(found.module, found.node.annotation)
        value = getattr(found.node, "value", None)
        return self.kinds(value) if isinstance(value, (*PLAIN, *HOLDING)) else None

    def _found_out(self, name: str) -> Kinds:
        if name in self._annotations:
            return self._code.annotated(*self._annotations[name])
        if self._bound[name] == [None] and name in self._turns:
            return self._elements(self._annotation(self._turns[name]))
        return _any(map(self.kinds, self._bound[name]))

    def _answered(self, call: ast.Call) -> Kinds:
        if isinstance(self._code.resolve(self._module, call.func), Definition):
            return self._said(call)
        made = call.func.value if isinstance(call.func, ast.Subscript) else call.func
        if isinstance(made, ast.Name) and made.id in MAKERS:
            return MAKERS[made.id]
        if self.kinds(call.func.value if isinstance(call.func, ast.Attribute) else call.func) == NOT_OURS:
            # What is not ours gives back of ours what it was given, or what that held.
            given = _any(map(self.kinds, (*call.args, *(one.value for one in call.keywords))))
            return None if given is None or given & CONTAINER else given
        return self._said(call)

    def _said(self, node: ast.AST) -> Kinds:
        return self._code.annotated(*(self._annotation(node) or ("", None)))

    def _annotation(self, node: ast.AST | None) -> Annotation | None:
        """Find the annotation that speaks of an expression."""
        match node:
            case ast.Name(id=name) if name in self._annotations:
                return self._annotations[name]
            case ast.Name(id=name) if len(self._bound.get(name, ())) == 1:
                value = self._bound[name][0]
                return None if value is node else self._annotation(value)
            case ast.Attribute(value=value, attr=name):
                return self._of_member(value, name)
            case ast.Call(func=func):
                found = self._code.resolve(self._module, func)
                if isinstance(found, Definition):
                    # A class is what it makes.
                    made = func if isinstance(found.node, ast.ClassDef) else None
                    return (
                        (self._module, made) if made else (found.module, getattr(found.node, "returns", None))
                    )
                if isinstance(func, ast.Attribute):
                    return self._of_member(func.value, func.attr)
        return None

    def _of_member(self, value: ast.AST, name: str) -> Annotation | None:
        kinds = self.kinds(value)
        if not kinds or len(kinds) > 1 or kinds == CONTAINER:
            return None
        for one in self._code.line(*kinds):
            if name in one.fields:
                return one.module, one.fields[name]
            if name in one.members:
                return one.module, getattr(one.members[name].node, "returns", None)
        return None

    def _elements(self, annotation: Annotation | None) -> Kinds:
        module, node = annotation or ("", None)
        if not isinstance(node, ast.Subscript):
            return None
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self._code.annotated(module, inner[0])

    def _annotated_names(self) -> Iterator[tuple[str, Annotation]]:
        for node in self._definition.parts:
            if isinstance(node, ast.FunctionDef):
                for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                    if one.annotation:
                        yield one.arg, (self._module, one.annotation)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id, (self._module, node.annotation)

    def _bind(self) -> None:
        """Note what each local name is bound to; None for a part of something, or a turn of a loop."""
        simple: set[ast.AST] = set()
        for node in self._definition.parts:
            bound: list[tuple[ast.AST, ast.AST]] = []
            match node:
                case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                    bound = list(zip(targets, values, strict=False))
                case ast.Assign(targets=[target], value=value) | ast.NamedExpr(target=target, value=value):
                    bound = [(target, value)]
                # What is added to something leaves it what it is.
                case ast.AugAssign(target=target):
                    simple.add(target)
                case ast.For(target=ast.Name(id=name), iter=source):
                    self._turns[name] = source
                case ast.comprehension(target=ast.Name(id=name), iter=source):
                    self._turns[name] = source
                case ast.Name(id=name, ctx=ast.Store()) if node not in simple:
                    self._bound.setdefault(name, []).append(None)
            for target, value in bound:
                if isinstance(target, ast.Name):
                    self._bound.setdefault(target.id, []).append(value)
                    simple.add(target)


def _any(kinds: Iterable[Kinds]) -> Kinds:
    together: frozenset[str] = NOT_OURS
    for one in kinds:
        if one is None:
            return None
        together |= one
    return together
