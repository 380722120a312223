"""Asks a provider of OpenID Connect who somebody is, and believes only what it has signed for this platform."""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry

from domain.errors import Told
from knowledge.problems import NotAuthenticated, Unavailable
from knowledge.settings import Settings
from knowledge.sign_in_settings import LOCAL, OidcSettings
from knowledge.signing_in.links import signing_key

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"]
"""Signatures with a key of the provider's own: neither `none`, nor any with a secret that two know."""
PATIENCE = 5
"""Seconds to wait for the provider."""
LEEWAY = 60
"""Seconds by which its clock may be ahead or behind."""
WITHIN = 600
"""Seconds in which to come back from it."""
KEPT = 3600
"""Seconds for which what it says of itself is believed."""
SCOPE = "openid email profile"


class ProviderUnavailable(Unavailable):
    """The provider does not answer, or not as OpenID Connect has it."""


class NotTrusted(NotAuthenticated):
    """What came back from the provider is not to be trusted; begin anew."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is to the provider; `email` is empty unless it has made sure that they read it."""

    issuer: str
    subject: str
    email: str
    name: str


@dataclass(frozen=True)
class Return:
    """Somebody coming back: where they wanted to go, in which language, and whether to link who they are there."""

    after: str
    language: str
    links: bool


class Provider:
    """The provider in the settings, for one process."""

    def __init__(self, settings: Settings, oidc: OidcSettings) -> None:
        """Ask the provider that `oidc` names."""
        self._oidc = oidc
        self._callback = f"{settings.public_url}/oidc/callback"
        self._serializer = URLSafeTimedSerializer(signing_key(settings).hex(), salt="oidc state")
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._read_at = 0.0

    @property
    def name(self) -> str:
        """What it is called on pages."""
        return self._oidc.name

    def address(self, browser: str, *, after: str = "", language: str, links: UUID | None = None) -> str:
        """Give the address at the provider that asks who somebody is.

        Args:
            browser: the secret in its cookie, without which nobody comes back.
            after: where they want to go.
            language: in which they read.
            links: the account to which to link who they are; None to sign in.

        Raises:
            ProviderUnavailable: as it says.
        """
        chance = secrets.token_urlsafe(16)
        linking = _derived(browser, f"link {links}", chance) if links else ""
        state = self._serializer.dumps([chance, _derived(browser, "state", chance), after, language, linking])
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self._told("authorization_endpoint"),
                state=state,
                nonce=_derived(browser, "nonce", chance),
                code_verifier=_derived(browser, "verifier", chance),
            )
        return str(address)

    def came_back(self, browser: str, state: str, *, account: UUID | None) -> tuple[str, Return]:
        """Tell whether a browser comes back that was sent, and what it was sent with.

        Args:
            browser: the secret in its cookie.
            state: what it brings back.
            account: who is signed in there.

        Raises:
            NotTrusted: it was not sent from here, or too long ago, or to link an account that is not signed in now.
        """
        try:
            chance, mark, after, language, linking = self._serializer.loads(state, max_age=WITHIN)
        except (BadSignature, ValueError, TypeError) as error:
            raise NotTrusted from error
        if not browser or not hmac.compare_digest(mark, _derived(browser, "state", chance)):
            raise NotTrusted
        if linking and not hmac.compare_digest(linking, _derived(browser, f"link {account}", chance)):
            raise NotTrusted
        return chance, Return(after, language, bool(linking))

    def identify(self, browser: str, chance: str, code: str) -> Identity:
        """Tell who has come back.

        Args:
            browser: the secret in its cookie.
            chance: from `came_back`.
            code: from the provider.

        Raises:
            NotTrusted: the answer is not about this request, not for this platform, or not signed by the provider.
            ProviderUnavailable: as it says.
        """
        token = self._fetch(code, verifier=_derived(browser, "verifier", chance))
        claims = self._checked(token, nonce=_derived(browser, "nonce", chance))
        email = claims.get("email") if claims.get("email_verified") is True else ""
        return Identity(self._oidc.issuer, str(claims["sub"]), str(email or ""), str(claims.get("name") or ""))

    def _fetch(self, code: str, *, verifier: str) -> dict[str, Any]:
        endpoint = self._told("token_endpoint")
        try:
            with self._session() as session:
                found: dict[str, Any] = session.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=verifier, allow_redirects=False
                )
        except AuthlibBaseError as error:
            raise NotTrusted from error
        except (requests.RequestException, ValueError) as error:
            raise ProviderUnavailable from error
        return found

    def _checked(self, token: dict[str, Any], *, nonce: str) -> dict[str, Any]:
        options = {
            "iss": {"essential": True, "value": self._oidc.issuer},
            "sub": {"essential": True},
            "aud": {"essential": True, "value": self._oidc.client_id},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        }
        try:
            decoded = self._decoded(str(token.get("id_token", "")))
            known = {"nonce": nonce, "client_id": self._oidc.client_id, "access_token": token.get("access_token")}
            claims = CodeIDToken(decoded.claims, decoded.header, options, known)
            claims.validate(leeway=LEEWAY)
        except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError) as error:
            raise NotTrusted from error
        return dict(claims)

    def _decoded(self, id_token: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(id_token, key=self._key_set(), registry=registry)
        except InvalidKeyIdError:
            # The provider has changed its keys since they were read.
            self._keys = None
            return jwt.decode(id_token, key=self._key_set(), registry=registry)

    def _key_set(self) -> KeySet:
        if self._keys is None:
            self._keys = KeySet.import_key_set(cast("KeySetSerialization", self._get(self._told("jwks_uri"))))
        return self._keys

    def _told(self, name: str) -> str:
        if not self._metadata or time.monotonic() - self._read_at > KEPT:
            found = self._get(f"{self._oidc.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self._oidc.issuer:
                raise ProviderUnavailable("The provider calls itself by another name than OIDC_ISSUER.")
            self._metadata, self._keys, self._read_at = found, None, time.monotonic()
        address = str(self._metadata.get(name, ""))
        place = urlsplit(address)
        if place.scheme != "https" and place.hostname not in LOCAL:
            raise ProviderUnavailable(
                Told("The {name} of the provider is no address that begins with https.", name=name)
            )
        return address

    def _get(self, address: str) -> dict[str, Any]:
        try:
            response = requests.get(address, timeout=PATIENCE, allow_redirects=False)
            response.raise_for_status()
            found = response.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderUnavailable from error
        if not isinstance(found, dict):
            raise ProviderUnavailable
        return found

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self._oidc.client_id,
            self._oidc.client_secret,
            scope=SCOPE,
            redirect_uri=self._callback,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        )


def _derived(browser: str, about: str, chance: str) -> str:
    """Derive what only this browser can come back with, so that nothing need be kept meanwhile (RFC 7636 §4.1)."""
    digest = hmac.new(browser.encode(), f"oidc {about} {chance}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
