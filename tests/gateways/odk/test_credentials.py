"""Basic, Digest and keys: what matches, what is stale, and that nothing a client sends makes this fail."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fener.gateways.odk.credentials import (
    BasicCredentials,
    DigestCredentials,
    challenge,
    digest_ha1,
    digest_matches,
    is_collector_key,
    is_fresh,
    make_collector_key,
    make_nonce,
    new_public_id,
    nonce_age,
    read_authorization,
    split_collector_key,
)
from fener.terms.errors import SetUpFault

SECRET, OTHER_SECRET = b"a secret for tests", b"another"
NOW = 1_795_356_000.25
RFC_HEADER = (
    'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
    'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, '
    'response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


def _digest(header: str) -> DigestCredentials:
    found = read_authorization(header)
    assert isinstance(found, DigestCredentials)
    return found


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def test_the_example_of_the_standard_matches() -> None:
    """RFC 7616, section 3.9.1."""
    found = _digest(RFC_HEADER)
    ha1 = digest_ha1("Mufasa", "http-auth@example.org", "Circle of Life")
    assert digest_matches(found, ha1=ha1, method="GET", target="/dir/index.html")
    assert digest_matches(found, ha1=ha1, method="GET")
    assert not digest_matches(found, ha1=ha1, method="POST")
    assert not digest_matches(found, ha1=ha1, method="GET", target="/dir/other.html")
    assert not digest_matches(found, ha1=digest_ha1("Mufasa", "http-auth@example.org", "circle"), method="GET")


def test_the_old_form_without_qop_matches() -> None:
    """RFC 2617, section 3.5, without qop: response = MD5(HA1:nonce:HA2)."""
    ha1 = digest_ha1("monitor", "Fener", "long word")
    response = _md5(f"{ha1}:abc:{_md5('HEAD:/submission?deviceID=x')}")
    header = f'Digest username="monitor",realm="Fener",nonce="abc",uri="/submission?deviceID=x",response="{response}"'
    assert digest_matches(_digest(header), ha1=ha1, method="HEAD", target="/submission?deviceID=x")
    assert digest_matches(_digest(header.replace(response, response.upper())), ha1=ha1, method="HEAD")


def test_an_absolute_address_is_the_same_target() -> None:
    ha1 = digest_ha1("m", "Fener", "p")
    uri = "https://example.org/formList?formID=a"
    header = (
        f'Digest username=m, realm="Fener", nonce=n, uri="{uri}", response={_md5(f"{ha1}:n:" + _md5("GET:" + uri))}'
    )
    assert digest_matches(_digest(header), ha1=ha1, method="GET", target="/formList?formID=a")
    assert not digest_matches(_digest(header), ha1=ha1, method="GET", target="/formList")


def test_quotes_and_escapes_inside_a_name_are_read() -> None:
    found = _digest(r'Digest username="a\"b\\c, d=e", realm="r", nonce="n", uri="/", response="x"')
    assert found.username == 'a"b\\c, d=e'


@pytest.mark.parametrize("raw", ["Јелена".encode(), "Đorđe".encode(), "Müller".encode("latin-1")])
def test_names_in_utf8_and_latin1_are_read(raw: bytes) -> None:
    name = raw.decode() if raw != b"M\xfcller" else "Müller"
    on_the_wire = raw.decode("latin-1")
    assert _digest(f'Digest username="{on_the_wire}", realm="r", nonce="n", uri="/", response="x"').username == name
    basic = read_authorization("Basic " + base64.b64encode(raw + b":p:w").decode())
    assert basic == BasicCredentials(name, "p:w")


def test_an_extended_name_is_read() -> None:
    header = 'Digest username*=UTF-8\'\'%C5%A0id, realm="r", nonce="n", uri="/", response="x"'
    assert _digest(header).username == "Šid"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"nocolon").decode(),
        "Basic " + base64.b64encode(b":password").decode(),
        "Basic " + base64.b64encode(b"a\nb:password").decode(),
        "Bearer abc",
        "Digest",
        "Digest username",
        RFC_HEADER.replace("qop=auth", "qop=auth-int"),
        RFC_HEADER.replace("algorithm=MD5", "algorithm=SHA-256"),
        RFC_HEADER.replace("algorithm=MD5", "algorithm=MD5-sess"),
        RFC_HEADER.replace("nc=00000001", "nc=1"),
        RFC_HEADER.replace("cnonce=", "cn="),
        RFC_HEADER.replace("nonce=", "n=", 1),
        RFC_HEADER.replace("uri=", "u="),
        RFC_HEADER.replace("response=", "r="),
        RFC_HEADER + ', username="Scar"',
        RFC_HEADER + ", x" + "x" * 9000 + "=1",
        RFC_HEADER + ' , broken="',
    ],
    ids=lambda header: header[:12] + str(len(header)),
)
def test_what_is_none_of_ours_is_nothing(header: str) -> None:
    assert read_authorization(header) is None


def test_the_scheme_is_read_in_any_case_and_padding_may_lack() -> None:
    assert read_authorization("bAsIc YTpiYg") == BasicCredentials("a", "bb")
    assert _digest(RFC_HEADER.replace("Digest", "dIgEsT").replace("qop=auth", 'qop="auth"')).qop == "auth"


@given(
    st.one_of(
        st.text(),
        st.text().map("Digest {}".format),
        st.binary().map(lambda raw: "Basic " + base64.b64encode(raw).decode()),
    )
)
def test_any_header_gives_credentials_or_nothing(header: str) -> None:
    found = read_authorization(header)
    assert found is None or found.username
    if isinstance(found, DigestCredentials):
        assert not digest_matches(found, ha1="0" * 32, method="GET", target="/")


def test_secrets_do_not_show() -> None:
    assert "secret word" not in repr(BasicCredentials("m", "secret word"))
    assert "8ca523" not in repr(_digest(RFC_HEADER))


def test_a_challenge_offers_digest_first() -> None:
    digest, basic = challenge('Fe"ner', "n1", "o1", True)
    assert digest == (
        'Digest realm="Fe\\"ner", domain="/", nonce="n1", opaque="o1", qop="auth", algorithm=MD5, stale=true'
    )
    assert basic == 'Basic realm="Fe\\"ner", charset="UTF-8"'
    assert "stale" not in challenge("Fener", "n1", "o1", False)[0]


def test_a_challenge_cannot_be_broken_out_of() -> None:
    for value in challenge("a\r\nSet-Cookie: b\x00 Фењер", "n", "o", False):
        assert value.isascii() and value.isprintable()


def test_a_nonce_knows_its_age_and_its_maker() -> None:
    nonce = make_nonce(SECRET, NOW)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", nonce)
    age = nonce_age(SECRET, nonce, NOW + 90)
    assert age is not None and abs(age - 90) < 0.001
    assert nonce_age(OTHER_SECRET, nonce, NOW) is None
    for foreign in ("", "abc", nonce[:-4], nonce + "AAAA", "ш" * 32, nonce.swapcase(), "A" * 33):
        assert nonce_age(SECRET, foreign, NOW) is None


@pytest.mark.parametrize(
    ("age", "fresh"),
    [(0.0, True), (299.9, True), (300.1, False), (-59.9, True), (-60.1, False), (1e9, False), (None, False)],
)
def test_a_clock_set_back_or_forward_makes_a_nonce_stale(age: float | None, fresh: bool) -> None:
    assert is_fresh(age, 300) is fresh


def test_a_collector_key_is_64_characters_and_is_made_again_the_same() -> None:
    public_id = new_public_id()
    key = make_collector_key(SECRET, public_id, "1")
    assert re.fullmatch(r"[A-Za-z0-9_-]{64}", key)
    assert key == make_collector_key(SECRET, public_id, "1")
    assert split_collector_key(key) == (public_id, key[16:])
    assert is_collector_key(key, SECRET, "1")


def test_a_new_nonce_another_secret_or_another_letter_ends_a_key() -> None:
    key = make_collector_key(SECRET, "abcdefghijklmnop", "1")
    assert not is_collector_key(key, SECRET, "2")
    assert not is_collector_key(key, SECRET, "")
    assert not is_collector_key(key, OTHER_SECRET, "1")
    for place in (0, 15, 16, 40, 63):
        other = "0" if key[place] != "0" else "1"
        assert not is_collector_key(key[:place] + other + key[place + 1 :], SECRET, "1")


@pytest.mark.parametrize(
    "token", ["", "a" * 63, "a" * 65, "!" + "a" * 63, "a" * 16 + "Z" * 48, "a" * 64 + "\n", "ш" * 64]
)
def test_what_is_not_a_key_is_not_split(token: str) -> None:
    assert split_collector_key(token) is None
    assert not is_collector_key(token, SECRET, "1")


@pytest.mark.parametrize(
    ("public_id", "nonce"), [("short", "1"), ("a" * 17, "1"), ("a" * 15 + "é", "1"), ("a" * 16, "")]
)
def test_a_key_is_not_made_of_the_wrong_parts(public_id: str, nonce: str) -> None:
    with pytest.raises(SetUpFault) as refused:
        make_collector_key(SECRET, public_id, nonce)
    assert refused.value.number == "FEN-2533"
