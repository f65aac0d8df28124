"""The project's own Python, as the architecture's rules look at it: modules, imports, literals."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "layers" / "madoguchi" / "python"


@dataclass(frozen=True)
class Source:
    """One module: its dotted name (`madoguchi.forms.filing.submit`, `functions.line_webhook`), its text."""

    name: str
    text: str
    path: Path = Path()

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """`forms` for madoguchi.forms.filing.submit."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def file(self) -> str:
        """`submit` for madoguchi.forms.filing.submit."""
        return self.name.rpartition(".")[2]

    def imports(self) -> set[str]:
        """Every module of ours that is imported anywhere in this one."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module} | {
                    f"{node.module}.{alias.name}"
                    for alias in node.names
                    if is_module(f"{node.module}.{alias.name}")
                }
        return {name for name in found if name.split(".")[0] == "madoguchi"}

    def packages(self) -> set[str]:
        """Every top-level package that this module imports."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
        return found

    def spoken(self) -> Iterator[tuple[int, str]]:
        """Yield line and text of every string that is not documentation."""
        documentation = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in documentation
            ):
                yield node.lineno, node.value


def is_module(name: str) -> bool:
    """Whether a dotted name is a module of the package, rather than something inside one."""
    path = PACKAGE.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


def package_sources() -> list[Source]:
    """Every module of the package."""
    return [
        Source(".".join(path.relative_to(PACKAGE).with_suffix("").parts), path.read_text(), path)
        for path in sorted((PACKAGE / "madoguchi").rglob("*.py"))
    ]


def function_sources() -> list[Source]:
    """Every handler."""
    return [
        Source(f"functions.{path.parent.name}", path.read_text(), path)
        for path in sorted((ROOT / "functions").glob("*/app.py"))
    ]
