"""The arrows between rooms: functions -> a domain's operations -> its model and store -> runtime."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from tests.architecture.sources import Source

# Below every domain: these know nothing of forms, drills, broadcasts or residents.
FOUNDATIONS = {
    "runtime": {"runtime"},
    "flow": {"flow", "runtime"},
    "line": {"line", "runtime"},
    "documents": {"documents", "runtime"},
    "web": {"web", "line", "flow", "runtime"},
}

# Types, zones and builders of plain dicts: nothing here acts.
PURE = {
    "runtime.errors",
    "runtime.clock",
    "line.messages",
    "forms.definition.policy",
    "broadcast.definition.told",
}


def broken_arrows(sources: Iterable[Source]) -> list[str]:
    """List every import that points the wrong way, one sentence each."""
    return [
        f"{source.name} imports {imported}: {reason}"
        for source in sources
        for imported in sorted(source.imports())
        for reason in _reasons(source, imported)
    ]


def circle(sources: Iterable[Source]) -> list[str]:
    """Return one circle of imports between a domain's inner rooms (files, where it has none), or nothing."""
    graph: dict[str, set[str]] = {}
    for source in sources:
        inner = {name for name in source.imports() if name.startswith(f"madoguchi.{source.room}.")}
        graph.setdefault(_inner_room(source.name), set()).update(map(_inner_room, inner))
    for room, known in graph.items():
        known.discard(room)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def _inner_room(module: str) -> str:
    """`madoguchi.forms.records` for madoguchi.forms.records.store."""
    return ".".join(module.split(".")[:3])


def _reasons(source: Source, imported: str) -> Iterator[str]:
    _, _, rest = imported.partition(".")
    room, _, file = rest.partition(".")
    file = file.rpartition(".")[2]
    if source.name.startswith("functions.") and is_store(file):
        yield "a handler calls an operation, never a store"
    if source.room != room and is_store(file):
        yield "a domain's store is its own"
    if source.room in FOUNDATIONS and room and room not in FOUNDATIONS[source.room]:
        yield f"{source.room} stands below the domains"
    if source.file == "model" and not (room == "flow" or file == "model" or rest in PURE):
        yield "a model knows models, flows and what is as pure as they are"
    if source.name == "madoguchi.runtime.errors":
        yield "the family of errors imports nothing of ours"


def is_store(file: str) -> bool:
    """Whether a file is DynamoDB's side of a domain."""
    return file == "store" or file.endswith("_store")


def is_schema(module: str) -> bool:
    """Whether a module checks content when it is built, and is never imported after that."""
    return module.endswith("schema")


def is_staff_api(module: str) -> bool:
    """Whether a module belongs to the staff's JSON API, where nobody of the public waits for imports."""
    return module.endswith("_api")
