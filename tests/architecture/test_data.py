"""What docs/data.md says of keys is what the code writes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "layers" / "madoguchi" / "python" / "madoguchi"
PREFIX = re.compile(r"([A-Z]{3,}|case)#")


def _strings(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in docstrings:
            yield node.value


def test_every_key_that_the_code_writes_is_listed_and_every_listed_key_is_written():
    written = {
        found[0] for path in PACKAGE.rglob("*.py") for text in _strings(path) if (found := PREFIX.match(text))
    }
    listed = {found[0] for found in PREFIX.finditer((ROOT / "docs" / "data.md").read_text())}
    assert written == listed
