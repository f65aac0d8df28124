"""LINE Login, LIFF and channel access tokens."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest

CHANNEL = "1234567890"
LIFF = "/liff/1234567890-madoguch"


def sign_in(emulator, user_id, **body):
    return emulator.control("POST", f"users/{user_id}/id_token", body)


def verify(emulator, **form):
    return emulator.call("POST", "/oauth2/v2.1/verify", data={"client_id": CHANNEL} | form)


def forged(token, **claims):
    head, body, signature = token.split(".")
    decoded = json.loads(base64.urlsafe_b64decode(body + "=="))
    body = base64.urlsafe_b64encode(json.dumps(decoded | claims).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def test_an_id_token_is_verified_and_names_its_user(emulator):
    friend = emulator.friend("花子")
    token = sign_in(emulator, friend, nonce="n1")["id_token"]
    claims = verify(emulator, id_token=token, nonce="n1", user_id=friend).json()
    assert claims["iss"] == "https://access.line.me"
    assert (claims["sub"], claims["aud"], claims["name"], claims["nonce"]) == (friend, CHANNEL, "花子", "n1")
    assert claims["exp"] - claims["iat"] == 3_600


@pytest.mark.parametrize(
    ("form", "description"),
    [
        ({"client_id": "999"}, "Invalid IdToken Audience."),
        ({"nonce": "other"}, "Invalid IdToken Nonce."),
        ({"user_id": "U0"}, "Invalid IdToken Subject Identifier."),
        ({"id_token": "a.b.c"}, "Invalid IdToken."),
        ({"id_token": "nonsense"}, "Invalid IdToken."),
        ({"id_token": ""}, "id_token must not be empty."),
    ],
)
def test_an_id_token_that_does_not_fit_is_refused_in_lines_words(emulator, form, description):
    token = sign_in(emulator, emulator.friend(), nonce="n1")["id_token"]
    answer = verify(emulator, **({"id_token": token} | form))
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_request", "error_description": description}


def test_a_forged_id_token_is_refused(emulator):
    token = sign_in(emulator, emulator.friend())["id_token"]
    assert verify(emulator, id_token=forged(token, sub="U" + "0" * 32)).status_code == 400


def test_an_id_token_expires_after_an_hour(emulator):
    token = sign_in(emulator, emulator.friend())["id_token"]
    emulator.clock.advance(3_599)
    assert verify(emulator, id_token=token).status_code == 200
    emulator.clock.advance(1)
    assert verify(emulator, id_token=token).json()["error_description"] == "IdToken expired."


def test_a_users_access_token_opens_the_profile_until_it_is_revoked(emulator):
    friend = emulator.friend("花子")
    token = sign_in(emulator, friend)["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    assert emulator.call("GET", "/v2/profile", headers=headers).json() == {
        "userId": friend,
        "displayName": "花子",
    }
    assert emulator.call("GET", "/oauth2/v2.1/userinfo", headers=headers).json()["sub"] == friend
    assert emulator.call("GET", "/friendship/v1/status", headers=headers).json() == {"friendFlag": True}
    verified = emulator.call("GET", f"/oauth2/v2.1/verify?access_token={token}").json()
    assert (verified["client_id"], verified["scope"]) == (CHANNEL, "profile openid")
    emulator.call("POST", "/oauth2/v2.1/revoke", data={"access_token": token})
    assert emulator.call("GET", "/v2/profile", headers=headers).status_code == 401
    assert emulator.call("GET", f"/oauth2/v2.1/verify?access_token={token}").status_code == 400


def test_a_liff_address_opens_the_app_signed_in_as_the_chosen_resident(emulator):
    friend = emulator.friend()
    answer = emulator.call("GET", f"{LIFF}/drill/%E5%89%8D%E6%A9%8B?step=1&emulator_user={friend}&step=2")
    assert answer.status_code == 302
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}" == "http://localhost:3000"
    assert (address.path, address.query) == ("/drill/%E5%89%8D%E6%A9%8B", "step=1&step=2")
    fragment = parse_qs(address.fragment)
    assert verify(emulator, id_token=fragment["id_token"][0]).json()["sub"] == friend
    headers = {"authorization": f"Bearer {fragment['access_token'][0]}"}
    assert emulator.call("GET", "/v2/profile", headers=headers).json()["userId"] == friend
    assert answer.headers["cache-control"] == "no-store"


def test_a_liff_address_without_a_resident_asks_who_it_is_and_escapes_the_names(emulator):
    emulator.friend("<b>花子</b>")
    page = emulator.call("GET", f"{LIFF}/forms?x=1")
    assert page.status_code == 200
    assert "&lt;b&gt;花子&lt;/b&gt;" in page.text
    assert "<b>" not in page.text
    assert "/forms?x=1&amp;emulator_user=U" in page.text


def test_another_liff_id_is_not_there(emulator):
    assert emulator.call("GET", "/liff/other/x").status_code == 404


def test_a_liff_app_speaks_in_the_chat_as_its_resident(emulator):
    friend = emulator.friend()
    headers = {"authorization": f"Bearer {sign_in(emulator, friend)['access_token']}"}
    body = {"messages": [{"type": "text", "text": "from the app"}]}
    answer = emulator.call("POST", "/_emulator/liff/messages", json=body, headers=headers)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert emulator.bot.events[-1]["message"]["text"] == "from the app"
    assert emulator.call("POST", "/_emulator/liff/messages", json=body).status_code == 401
    broken = emulator.call("POST", "/_emulator/liff/messages", json={"messages": []}, headers=headers)
    assert broken.status_code == 400


def test_the_sdk_may_be_loaded_and_its_calls_made_from_another_origin(emulator):
    script = emulator.call("GET", "/liff/edge/2/sdk.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "window.liff" in script.text
    preflight = emulator.call("OPTIONS", "/v2/profile")
    assert preflight.headers["access-control-allow-headers"] == "authorization, content-type"


def test_a_web_login_gives_a_code_that_is_exchanged_once(emulator):
    friend = emulator.friend()
    target = "http://localhost:3000/callback?from=line"
    query = {
        "response_type": "code", "client_id": CHANNEL, "redirect_uri": target, "state": "s1",
        "scope": "openid", "nonce": "n1", "emulator_user": friend,
    }  # fmt: skip
    answer = emulator.call("GET", "/oauth2/v2.1/authorize", params=query)
    returned = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (returned["state"], returned["from"]) == (["s1"], ["line"])
    form = {
        "grant_type": "authorization_code", "code": returned["code"][0], "redirect_uri": target,
        "client_id": CHANNEL, "client_secret": "local-login-secret",
    }  # fmt: skip
    tokens = emulator.call("POST", "/oauth2/v2.1/token", data=form).json()
    assert verify(emulator, id_token=tokens["id_token"], nonce="n1").json()["sub"] == friend
    assert emulator.call("POST", "/oauth2/v2.1/token", data=form).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "change", [{"response_type": "token"}, {"client_id": "9"}, {"redirect_uri": "javascript:1"}]
)
def test_a_web_login_with_wrong_settings_is_refused(emulator, change):
    query = {"response_type": "code", "client_id": CHANNEL, "redirect_uri": "http://localhost:3000/c"}
    assert emulator.call("GET", "/oauth2/v2.1/authorize", params=query | change).status_code == 400


CREDENTIALS = {
    "grant_type": "client_credentials",
    "client_id": "1234567891",
    "client_secret": "local-channel-secret",
}
ASSERTION = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": "a.b.c",
}


@pytest.mark.parametrize(
    ("path", "form", "seconds"),
    [
        ("/v2/oauth/accessToken", CREDENTIALS, 2_592_000),
        ("/oauth2/v2.1/token", CREDENTIALS, 900),
        ("/oauth2/v2.1/token", ASSERTION, 2_592_000),
        ("/oauth2/v3/token", CREDENTIALS, 900),
        ("/oauth2/v3/token", ASSERTION, 900),
    ],
)
def test_a_channel_token_works_for_as_long_as_it_says(emulator, path, form, seconds):
    issued = emulator.call("POST", path, data=form).json()
    assert (issued["token_type"], issued["expires_in"]) == ("Bearer", seconds)
    headers = {"authorization": f"Bearer {issued['access_token']}"}
    assert emulator.call("GET", "/v2/bot/info", headers=headers).status_code == 200
    verified = emulator.call("POST", "/v2/oauth/verify", data={"access_token": issued["access_token"]})
    assert verified.json()["expires_in"] == seconds
    emulator.clock.advance(seconds)
    assert emulator.call("GET", "/v2/bot/info", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (CREDENTIALS | {"client_secret": "wrong"}, "invalid_client"),
        (CREDENTIALS | {"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
    ],
)
def test_wrong_channel_credentials_are_refused(emulator, form, error):
    answer = emulator.call("POST", "/v2/oauth/accessToken", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
