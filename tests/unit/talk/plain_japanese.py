"""What makes a text plain Japanese (やさしい日本語), as far as a machine can see it.

After the Immigration Services Agency's guideline: short sentences, readings at kanji, no double negatives.
"""

import re
from collections.abc import Iterator

LONGEST_SENTENCE = 45
READING = re.compile(r"[（(〈][ぁ-んァ-ヶー・ ]+[）)〉]")
KANJI = re.compile(r"[\u3400-\u9fff々]+")
WITHOUT_READING = re.compile(r"日本語")
POLITE = "すみません"
DOUBLE_NEGATIVE = re.compile(
    r"((?<!少)ない|なく|ません|ず).{0,6}(ない|なく|ません|ありえ)|(ない|ず)(わけ|こと)(では|も|は).{0,2}(ない|ありません)"
)
BLANK = re.compile(r"\{\w+\}")


def findings(text: str) -> Iterator[str]:
    """Say what is hard to read, one sentence each."""
    for sentence in re.split(r"[。？！\n]", BLANK.sub("", text)):
        spoken = READING.sub("", sentence).replace(" ", "").replace(POLITE, "")
        if len(spoken) > LONGEST_SENTENCE:
            yield f"{len(spoken)} letters: {sentence}"
        if DOUBLE_NEGATIVE.search(spoken):
            yield f"two negatives: {sentence}"
    bare = WITHOUT_READING.sub("", BLANK.sub("", text))
    for kanji in KANJI.finditer(bare):
        if not READING.match(bare, kanji.end()):
            yield f"no reading: {kanji[0]}"
