"""Applications on the stack's own table: many taps at once, and the office at its desk."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.places import BUILT, ROOT
from local.stack import Stack
from tests.integration.visitor import Visitor

pytestmark = pytest.mark.stack
SURVEY = "/forms/magazine_survey"


def test_many_taps_at_once_give_one_receipt(running_stack: Stack):
    with Visitor(running_stack) as visitor, ThreadPoolExecutor(6) as taps:
        visitor.opens(SURVEY)
        visitor.posts("next", prize="no")
        form = visitor.form
        posted = form.values | {"go": ["submit"]}
        answers = list(taps.map(lambda _: visitor._http.post(form.action, data=posted), range(6)))
        visitor.posts_again(form.action, posted)
        (shown,) = {tuple(visitor.texts("receipt"))}
        assert len(shown) == 2
        told = [answer.text for answer in answers if answer.status_code == 200]
        assert told
        assert all(shown[0] in text and shown[1] in text for text in told)


def test_the_office_asks_for_a_correction_and_the_resident_sees_it(running_stack: Stack):
    with Visitor(running_stack) as visitor:
        visitor.opens(SURVEY)
        visitor.posts("next", prize="no")
        visitor.posts("submit")
        number, key = visitor.texts("receipt")
        command = ["ask-correction", number, "--message", "もう一度お書きください", "--due", "2026-12-01"]
        assert office(running_stack, *command).split() == [number, "correction_asked"]
        visitor.opens("/receipts")
        visitor.posts("open", number=number, key=key)
        assert "もう一度お書きください" in visitor.html
        visitor.posts("correct")
        visitor.posts("next", prize="no")
        visitor.posts("submit")
        assert "直した内容を受け付けました" in visitor.html
        assert "whole" in office(running_stack, "verify", number)


def office(stack: Stack, *arguments: str) -> str:
    """Run the office's command on this stack; returns what it printed."""
    packages = [ROOT, ROOT / "layers" / "madoguchi" / "python", BUILT / "ContentLayer" / "python"]
    code = "import sys; from local.application_commands import run; sys.exit(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "--clerk", "Sato", *arguments],
        env=stack.environment() | {"PYTHONPATH": os.pathsep.join(map(str, packages))},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
