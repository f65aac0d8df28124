"""What staff wrote for the talk, beyond what its schema can say."""

import string

import pytest

from madoguchi.flow.text import LANGUAGES, localise
from madoguchi.residents.audience import municipality_codes
from madoguchi.runtime.content import content
from madoguchi.talk import script
from madoguchi.talk.find_choice import find_named
from madoguchi.talk.menus import menus
from madoguchi.talk.understand import BUTTONS
from tests.unit.talk.chat import Chat, tap_event


@pytest.mark.parametrize("name", sorted(["chosen_mark"]))
def test_texts_without_words_need_no_translation(name: str):
    assert isinstance(script.sentences()[name], str)


def test_every_sentence_is_there_in_every_language_with_the_same_blanks():
    for name, text in script.sentences().items():
        if name == "chosen_mark":
            continue
        assert set(text) >= set(LANGUAGES), name
        blanks = {
            one: {field for _, field, _, _ in string.Formatter().parse(text[one]) if field}
            for one in LANGUAGES
        }
        assert blanks["easy"] <= blanks["ja"], name
        assert {one for one in LANGUAGES if blanks[one] != blanks["ja"]} <= {"easy"}, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_button_is_cut(language: str):
    labels = [
        localise(choice.label, language) for one in script.registration().fields() for choice in one.choices
    ]
    labels += [localise(item["label"], language) for item in script.menu_items()]
    labels += [localise(item["open"], language) for item in script.menu_items() if "open" in item]
    labels += [localise(one.get("button", ""), language) for one in content("talk/notices").values()]
    labels += [text[language] for name, text in script.sentences().items() if name.endswith("_label")]
    labels += [
        script.sentence("change", language, label=localise(one.label, language))
        for one in script.registration().fields()
    ]
    assert [label for label in labels if len(label) > 20] == []


def test_topic_buttons_have_room_for_their_mark():
    topics = script.registration().field("topics").choices
    assert max(len(localise(topic.label, one)) for topic in topics for one in LANGUAGES) <= 18


def test_every_municipality_is_found_by_its_name_reading_and_latin_spelling():
    question = script.registration().field("municipality")
    for place in content("municipalities")["municipalities"]:
        for name in (place["label"]["ja"], place["label"]["en"], *place["keywords"]):
            found = find_named(question, name)
            assert found, name
            assert found.id == place["id"], name
    assert len(municipality_codes()) == 35


def test_every_word_of_every_command_does_something():
    for command, words in content("talk/commands").items():
        for word in words:
            meant = script.command(word)
            assert meant, word
            assert meant[0] == command, word


def test_no_command_hides_a_municipality_or_a_topic():
    for question in script.registration().fields()[:2]:
        for choice in question.choices:
            assert script.command(localise(choice.label, "ja")) is None


def test_every_area_of_the_rich_menu_leads_somewhere():
    tiles = [tile for menu in menus("https://liff.line.me/1-a") for tile in menu.tiles]
    for action in [tile.action for tile in tiles]:
        assert len(action["label"]) <= 20
        assert not action["label"].endswith("…")
        if action["type"] == "postback":
            chat = Chat()
            chat.event(tap_event(action["data"]))
            assert "わかりませんでした" not in chat.shown


def test_every_button_name_is_understood():
    for name in BUTTONS:
        assert Chat().event(tap_event(f"do={name}")).replies
