"""Tokens of a shop's own desk: who is let in, and the ways in which others try."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from csassist.desk.access import Role
from csassist.desk.bearers import Bearers, Issuer
from csassist.errors import Unauthenticated
from fakes.clock import FakeClock

SECRET = "a shared secret of thirty-two bytes and more"
PRIVATE = ed25519.Ed25519PrivateKey.generate()
OTHER = ed25519.Ed25519PrivateKey.generate()
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: Any) -> str:
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return str(key.public_key().public_bytes(*form).decode())


ISSUERS = (
    Issuer("s1", "https://desk.example", "csassist", "EdDSA", pem(PRIVATE)),
    Issuer("s2", "https://rsa.example", "csassist", "RS256", pem(RSA)),
    Issuer("s3", "https://hs.example", "csassist", "HS256", SECRET),
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def bearers(clock: FakeClock) -> Bearers:
    return Bearers(ISSUERS, clock)


def claims(clock: FakeClock, **more: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    plain = {"iss": "https://desk.example", "aud": "csassist", "sub": "a1", "iat": now, "exp": now + 600}
    return {name: value for name, value in {**plain, **more}.items() if value is not None}


def signed(body: dict[str, Any], key: Any = PRIVATE, algorithm: str = "EdDSA", **header: Any) -> str:
    return jwt.encode(body, key, algorithm=algorithm, headers=header)


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_person_is_let_in_as_the_token_says(bearers: Bearers, clock: FakeClock) -> None:
    token = signed(claims(clock, role="supervisor", teams=["t1"]))
    assert bearers.looks_like_one(token)
    who = bearers.identify(token)
    assert (who.role, who.shop, who.agent_id, who.teams) == (Role.SUPERVISOR, "s1", "a1", ("t1",))
    assert who.until == clock.now() + timedelta(seconds=610)
    assert who.person == "s1/supervisor/a1"


@pytest.mark.parametrize(
    ("key", "algorithm", "name", "shop"), [(RSA, "RS256", "rsa", "s2"), (SECRET, "HS256", "hs", "s3")]
)
def test_each_issuer_has_its_own_algorithm_and_shop(
    bearers: Bearers, clock: FakeClock, key: Any, algorithm: str, name: str, shop: str
) -> None:
    assert bearers.identify(signed(claims(clock, iss=f"https://{name}.example"), key, algorithm)).shop == shop


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"iss": ["https://desk.example"]},
        {"aud": "another"},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "a" * 201},
        {"exp": None},
        {"iat": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 1e300},
        {"role": "admin"},
        {"role": "integrator"},
        {"role": 7},
        {"shop": "s2"},
        {"teams": "t1"},
        {"teams": [""]},
        {"teams": [7]},
    ],
)
def test_a_wrong_claim_opens_nothing(bearers: Bearers, clock: FakeClock, wrong: dict[str, Any]) -> None:
    body = claims(clock, **wrong)
    head = part({"alg": "EdDSA", "typ": "JWT"}) + "." + part(body)
    signature = base64.urlsafe_b64encode(PRIVATE.sign(head.encode())).rstrip(b"=").decode()
    with pytest.raises(Unauthenticated):
        bearers.identify(f"{head}.{signature}")


def test_algorithms_are_not_the_tokens_choice(bearers: Bearers, clock: FakeClock) -> None:
    body = claims(clock)
    none = part({"alg": "none", "typ": "JWT"}) + "." + part(body) + "."
    public_as_secret = _hs256(body, pem(PRIVATE))
    for token in (none, public_as_secret, signed(body, RSA, "RS256"), signed(body, OTHER)):
        with pytest.raises(Unauthenticated):
            bearers.identify(token)


def _hs256(body: dict[str, Any], secret: str) -> str:
    """PyJWT itself refuses to sign so; an attacker does not."""
    import hashlib
    import hmac

    head = part({"alg": "HS256", "typ": "JWT"}) + "." + part(body)
    mac = hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest()
    return head + "." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


@pytest.mark.parametrize("name", ["jku", "jwk", "x5u", "x5c"])
def test_a_token_that_brings_its_own_key_is_refused(bearers: Bearers, clock: FakeClock, name: str) -> None:
    with pytest.raises(Unauthenticated):
        bearers.identify(signed(claims(clock), **{name: "https://evil.example/keys"}))


def test_a_flipped_bit_is_noticed(bearers: Bearers, clock: FakeClock) -> None:
    head, body, signature = signed(claims(clock)).split(".")
    changed = part({**claims(clock), "sub": "boss"})
    for token in (f"{head}.{changed}.{signature}", f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{body}."):
        with pytest.raises(Unauthenticated):
            bearers.identify(token)


def test_an_expired_token_says_so(bearers: Bearers, clock: FakeClock) -> None:
    token = signed(claims(clock))
    clock.pass_s(609)
    bearers.identify(token)
    clock.pass_s(2)
    with pytest.raises(Unauthenticated) as refused:
        bearers.identify(token)
    assert refused.value.code == "A402"


@pytest.mark.parametrize(("made", "ends"), [(0, 901), (60, 600), (0, 0), (0, -1)])
def test_no_token_lives_long_or_begins_later(bearers: Bearers, clock: FakeClock, made: int, ends: int) -> None:
    now = int(clock.now().timestamp())
    with pytest.raises(Unauthenticated):
        bearers.identify(signed(claims(clock, iat=now + made, exp=now + ends)))
    with pytest.raises(Unauthenticated):
        bearers.identify(signed(claims(clock, nbf=now + 60)))


@pytest.mark.parametrize(
    "text", ["", "eyJ", "eyJ..", "eyJhbGciOiJub25lIn0..", "a.b.c", "eyJ\udc80.a.b", "eyJ" + "x" * 9000 + ".a.b"]
)
def test_what_is_no_token_is_refused_quietly(bearers: Bearers, text: str) -> None:
    with pytest.raises(Unauthenticated):
        bearers.identify(text)


def test_without_issuers_nothing_looks_like_a_token(clock: FakeClock) -> None:
    assert not Bearers((), clock).looks_like_one(signed(claims(clock)))


@pytest.mark.parametrize(("algorithm", "key"), [("HS256", "short"), ("EdDSA", "no pem"), ("RS256", "no pem")])
def test_a_key_that_does_not_fit_is_a_fault_of_the_settings(algorithm: str, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        Issuer("s1", "i", "csassist", algorithm, key).check()
