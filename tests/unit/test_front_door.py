"""The local front door hands on what came, and nothing of one resident to another."""

import asyncio
from collections.abc import Callable

import httpx

from local import outbox
from local.gateway import MAX_BODY_BYTES, create_app

Answer = Callable[[httpx.Request], httpx.Response]


def through_the_door(upstream: Answer, *requests: httpx.Request) -> list[httpx.Response]:
    async def send() -> list[httpx.Response]:
        app = create_app("http://localhost:4566", "0a1b2c3d", httpx.MockTransport(upstream))
        answers = []
        for request in requests:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport) as browser:
                answers.append(await browser.send(request))
        return answers

    return asyncio.run(send())


def echo(request: httpx.Request) -> httpx.Response:
    lines = [f"{request.method} {request.url.raw_path.decode()}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return httpx.Response(200, text="\n".join(lines))


def get(path: str, **headers: str) -> httpx.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Request("GET", f"http://localhost:3000{path}", headers=named)


def test_path_and_query_arrive_as_they_were_sent():
    (answer,) = through_the_door(echo, get("/a%2Fb/%E3%81%82?x=1&x=2&y="))
    assert answer.text.splitlines()[0] == "GET /a%2Fb/%E3%81%82?x=1&x=2&y="


def test_the_stack_is_asked_by_its_api_s_own_host_name():
    (answer,) = through_the_door(echo, get("/"))
    assert "host: 0a1b2c3d.execute-api.localhost:4566" in answer.text


def test_the_scheme_is_the_browser_s_whatever_the_browser_claims():
    (answer,) = through_the_door(echo, get("/", x_forwarded_proto="https"))
    assert "x-forwarded-proto: http\n" in answer.text + "\n"


def test_headers_of_one_hop_stay_there():
    (answer,) = through_the_door(echo, get("/", proxy_authorization="secret", te="trailers"))
    assert "secret" not in answer.text
    assert "trailers" not in answer.text


def test_every_cookie_that_is_set_reaches_the_browser():
    def two_cookies(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=[("set-cookie", "a=1"), ("set-cookie", "b=2")])

    (answer,) = through_the_door(two_cookies, get("/"))
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_no_cookie_of_one_resident_reaches_the_stack_with_another():
    seen: list[str] = []

    def sign_in(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie", ""))
        return httpx.Response(200, headers={"set-cookie": "session=hanako; Path=/"})

    through_the_door(sign_in, get("/enter"), get("/forms"))
    assert seen == ["", ""]


def test_more_than_ten_megabytes_are_refused_and_exactly_ten_are_not():
    def post(size: int) -> httpx.Request:
        return httpx.Request("POST", "http://localhost:3000/", content=b"x" * size)

    fits, too_large = through_the_door(echo, post(MAX_BODY_BYTES), post(MAX_BODY_BYTES + 1))
    assert (fits.status_code, too_large.status_code) == (200, 413)


def test_a_stack_that_is_gone_is_a_sentence():
    def gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    (answer,) = through_the_door(gone, get("/"))
    assert answer.status_code == 502
    assert "make run" in answer.text


def test_the_outbox_shows_letters_as_text_and_the_newest_first():
    sent = [
        {"Timestamp": 0, "Source": "a@b.example", "To": ["c@d.example"], "Subject": one, "BodyText": "<b>"}
        for one in "12"
    ]
    shown = outbox.page({"messages": {"000000000000": sent}})
    assert shown.index("2</p>") < shown.index("1</p>")
    assert "<pre>&lt;b&gt;</pre>" in shown
