"""The commands of `python -m local.cases`: list what waits, answer one. No LINE id is ever printed."""

import argparse
import sys

from madoguchi.runtime.errors import Refusal
from madoguchi.talk import cases


def run(arguments: list[str]) -> int:
    """Run one command; 1 with a sentence when it is refused."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "list":
            _list()
        else:
            answered = cases.answer(options.id, options.words)
            print(f"{answered.id} answered; the resident reads it in the chat")
    except (Refusal, ValueError) as refusal:
        print(f"not done: {refusal}", file=sys.stderr)
        return 1
    return 0


def _list() -> None:
    waiting = cases.waiting()
    for case in waiting:
        print(f"{case.id}  {case.opened_at[:16]}  {case.status}\n    {case.question}")
    print(f"{len(waiting)} open")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("local.cases", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command", metavar="COMMAND")
    commands.add_parser("list", help="print the questions that wait for an answer, oldest first")
    answer = commands.add_parser("answer", help="answer a question; the same words again send nothing twice")
    answer.add_argument("id", help="as `list` prints it")
    answer.add_argument("words", help=f"at most {cases.MOST_ANSWER_LETTERS} letters")
    return parser
