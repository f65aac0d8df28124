"""Where the agency's samples are."""

import os
from pathlib import Path

import pytest

from local.places import ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = Path(os.environ.get("MADOGUCHI_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no open data at {folder}: set MADOGUCHI_SHARED_DATA")
    return folder
