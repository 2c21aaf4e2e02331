"""People whom an integrator's own desk has let in: signed tokens (JWT, RFC 7519) to identities. Keeps no token.

A token is taken only with the algorithm its issuer was set up with; whatever its header offers beside that is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from csassist.desk.access import Identity, Role
from csassist.desk.ports import Clock
from csassist.errors import Unauthenticated
from csassist.frozen import frozen

if TYPE_CHECKING:  # cryptography is loaded by who needs it: an eighth of a start
    from jwt.types import Options

ALGORITHMS = ("EdDSA", "RS256", "HS256")
LONGEST = timedelta(minutes=15)  # a token lives no longer; the desk makes the next one
LEEWAY = timedelta(seconds=10)  # clocks of two machines
SHORTEST_SECRET = 32  # bytes of an HS256 key: as long as its hash (RFC 7518, 3.2)
_NEEDED = ["iss", "aud", "sub", "iat", "exp"]
_TIME_CHECKED_HERE: Options = {"require": _NEEDED, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
_FOREIGN_KEYS = frozenset({"jku", "jwk", "x5u", "x5c", "crit"})


@frozen
class Issuer:
    """A desk that signs tokens for one shop. `key`: a public key (PEM), or the shared secret of HS256."""

    shop: str
    name: str
    audience: str
    algorithm: str
    key: str

    def check(self) -> None:
        """Raises ValueError when the key does not fit the algorithm."""
        import jwt

        if self.algorithm == "HS256" and len(self.key.encode()) < SHORTEST_SECRET:
            raise ValueError(f"an HS256 key has at least {SHORTEST_SECRET} bytes")
        try:
            jwt.get_algorithm_by_name(self.algorithm).prepare_key(self.key)
        except (jwt.InvalidKeyError, ValueError, TypeError, AttributeError):
            raise ValueError(f"not a public key for {self.algorithm}") from None


class Bearers:
    """Verifies tokens by their issuer's key. Not for machines: the roles are agent and supervisor."""

    def __init__(self, issuers: Iterable[Issuer], clock: Clock) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._clock = clock

    def looks_like_one(self, secret: str) -> bool:
        """True for what has the shape of a token, while there is anybody who signs."""
        return bool(self._issuers) and secret.startswith("eyJ") and secret.count(".") == 2

    def identify(self, token: str) -> Identity:
        """Who the token is about, until it expires. Raises Unauthenticated (A402 when it has expired)."""
        import jwt

        try:
            issuer = self._issuer(token)
            claims = jwt.decode(
                token,
                issuer.key,
                algorithms=[issuer.algorithm],
                audience=issuer.audience,
                issuer=issuer.name,
                options=_TIME_CHECKED_HERE,
            )
            until = self._valid_until(claims)
            return _identity(issuer, claims, until)
        except (jwt.InvalidTokenError, ValueError, TypeError, LookupError, OverflowError):
            raise Unauthenticated("the token is not one that this shop's desk signed for us") from None

    def _issuer(self, token: str) -> Issuer:
        import jwt

        if _FOREIGN_KEYS & jwt.get_unverified_header(token).keys():
            raise ValueError("a token names its own key")
        claims = jwt.decode(token, options={"verify_signature": False})
        return self._issuers[claims["iss"]]

    def _valid_until(self, claims: dict[str, Any]) -> datetime:
        """The end of the token's life, by our clock. Raises ValueError, Unauthenticated A402."""
        now = self._clock.now()
        made, ends = (_instant(claims[name]) for name in ("iat", "exp"))
        if made > now + LEEWAY or _instant(claims.get("nbf", claims["iat"])) > now + LEEWAY:
            raise ValueError("not valid yet")
        if not timedelta(0) < ends - made <= LONGEST:
            raise ValueError("lives too long")
        if ends + LEEWAY <= now:
            raise Unauthenticated("the token has expired; fetch a new one", code="A402")
        return ends + LEEWAY


def _instant(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("no time")
    return datetime.fromtimestamp(value, UTC)


def _identity(issuer: Issuer, claims: dict[str, Any], until: datetime) -> Identity:
    """Claims: sub = the agent_id, role, optionally teams and shop. Raises ValueError."""
    agent_id, teams = claims["sub"], claims.get("teams", [])
    role = Role(claims.get("role", Role.AGENT.value))
    if role not in (Role.AGENT, Role.SUPERVISOR):
        raise ValueError("tokens are for people")
    if claims.get("shop", issuer.shop) != issuer.shop:
        raise ValueError("another shop")
    if not isinstance(agent_id, str) or not 0 < len(agent_id) <= 200:
        raise ValueError("no agent")
    if not isinstance(teams, list) or not all(isinstance(team, str) and 0 < len(team) <= 200 for team in teams):
        raise ValueError("teams are a list of names")
    person = f"{issuer.shop}/{role.value}/{agent_id}"
    return Identity(role, issuer.shop, agent_id, tuple(teams), person, until=until)
