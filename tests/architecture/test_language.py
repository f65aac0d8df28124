"""Who reads what: residents' Japanese in content and templates, the code in English, nothing left open."""

import re
import subprocess

from tests.architecture.sources import ROOT, function_sources, package_sources

# Single signs and suffixes in patterns are no sentences; four letters in a row are text for somebody.
JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]{4}")
LEFT_OPEN = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def written_files(*suffixes: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [
        name for name in listed.stdout.splitlines() if name.endswith(suffixes) and (ROOT / name).is_file()
    ]


def test_no_japanese_is_spoken_from_python():
    spoken = [
        f"{source.path.relative_to(ROOT)}:{line}: {text[:40]}"
        for source in package_sources() + function_sources()
        for line, text in source.spoken()
        if JAPANESE.search(text)
    ]
    assert spoken == []


def test_no_request_path_scans_a_table():
    scanning = re.compile(r"\bscan\(|\"Scan\"|'Scan'|DynamoDB_20120810\.Scan")
    assert [s.name for s in package_sources() + function_sources() if scanning.search(s.text)] == []


def test_nothing_is_printed_from_the_package():
    assert [s.name for s in package_sources() + function_sources() if re.search(r"\bprint\(", s.text)] == []


def test_no_log_line_quotes_a_crash():
    # `log_bug` says where; a crash's own words may be those that a resident typed.
    quoting = re.compile(r"\.exception\(|exc_info|format_exc")
    assert [s.name for s in package_sources() + function_sources() if quoting.search(s.text)] == []


def test_nothing_is_left_open():
    assert [
        name
        for name in written_files(".py", ".yaml", ".j2")
        if name != "tests/architecture/test_language.py" and LEFT_OPEN.search((ROOT / name).read_text())
    ] == []


def test_no_file_grows_beyond_what_one_reads_at_once():
    long = {
        name: lines
        for name in written_files(".py")
        if not name.startswith("tests/") and (lines := len((ROOT / name).read_text().splitlines())) > 300
    }
    assert long == {}


def test_no_lock_names_where_packages_came_from():
    named = [
        n for n in written_files(".txt", ".toml") if re.search(r"https?://|index-url", (ROOT / n).read_text())
    ]
    assert named == []
