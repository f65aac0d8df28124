"""Messages from other parts of the counter, in the resident's language."""

from typing import Any

from madoguchi.flow.text import localise
from madoguchi.line.actions import link, postback
from madoguchi.line.messages import Message, bubble, flex, paragraph
from madoguchi.residents.model import Resident
from madoguchi.runtime.content import content
from madoguchi.runtime.errors import Overtaken
from madoguchi.talk import script
from madoguchi.talk.deliver import push
from madoguchi.talk.model import Marked, World
from madoguchi.talk.record import Pending
from madoguchi.talk.replies import page, with_menu
from madoguchi.talk.surroundings import Surroundings
from madoguchi.talk.understand import button

ATTEMPTS = 3


def send_notice(user_id: str, notice_id: str, notice: Any, around: Surroundings, at: int) -> None:
    """Push one notice, once, and remember what it tells about the resident; `at` is its time in ms.

    A resident who blocked the account is left alone.
    """
    if done := content("talk/notices")[notice["kind"]].get("marks"):
        around.perform(user_id, None, Marked(done), at)
    for _ in range(ATTEMPTS):
        record, resident = around.load(user_id), around.find(user_id) or Resident(user_id)
        if record.knows(notice_id) or not resident.following:
            return
        message = render(notice, resident, World(around.now_ms(), around.liff_url))
        push(user_id, Pending(notice_id, "", (message,)), around)
        try:
            around.save(record.noted(notice_id, notice["params"].get("flow", "")))
        except Overtaken:
            continue
        return
    raise Overtaken("talk record, again and again")


def render(notice: Any, resident: Resident, world: World) -> Message:
    """Write a notice `{"kind", "params"}`; params fill the sentence and the address of its page."""
    template, params = content("talk/notices")[notice["kind"]], notice["params"]
    spoken = localise(template["text"], resident.language).format(**params)
    title, _, rest = spoken.partition("\n")
    buttons = []
    if template.get("path"):
        address = params.get("url") or page(template["path"].format(**params), world)
        buttons = [link(localise(template["button"], resident.language), address)]
    lines = [paragraph(line) for line in rest.split("\n") if line]
    if template.get("asks"):
        lines.append(paragraph(script.sentence(template["asks"], resident.language), quiet=True))
    buttons += [
        postback(
            script.sentence(one["label"], resident.language), button(one["do"], value=one.get("value", ""))
        )
        for one in template.get("offers", ())
    ]
    card = bubble(title, lines, buttons)
    return with_menu(flex(spoken, card), resident, world)
