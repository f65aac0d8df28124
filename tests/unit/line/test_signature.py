"""LINE's signature over the raw bytes."""

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.signature import sign, verify

# Computed with OpenSSL: printf '{"events":[]}' | openssl dgst -sha256 -hmac secret -binary | base64
KNOWN = "pkK1lVPJPiJ+wPLziRD79xIxohl8AImYM8AEeM7IbzQ="


def test_a_signature_is_base64_of_hmac_sha256_over_the_raw_body():
    assert sign("secret", b'{"events":[]}') == KNOWN


@given(st.binary(), st.binary())
def test_only_the_signed_bytes_pass(body: bytes, other: bytes):
    assert verify("secret", body, sign("secret", body))
    assert verify("secret", other, sign("secret", body)) is (other == body)


def test_a_missing_a_foreign_and_an_unprintable_signature_do_not_pass():
    for signature in (
        None,
        "",
        sign("another", b"x"),
        "日本語",
        "\udcff".encode("utf-8", "replace").decode(),
    ):
        assert not verify("secret", b"x", signature)
