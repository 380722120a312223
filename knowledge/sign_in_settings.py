"""The settings of accounts: how people sign in, and how letters reach them."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.setting import HIGHEST_PORT, BadSetting, Setting, file_path, number, one_of, secret

NONE = "none"
INVITED, OPEN = "invited", "open"
OPTIONAL, PRIVILEGED = "optional", "privileged"
STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
LOCAL = frozenset({"localhost", "127.0.0.1"})
"""Hosts to which a line need not be encrypted."""
SHORTEST_SECRET = 16
"""Characters of a secret that two systems share."""

SIGN_IN_SETTINGS = (
    Setting("REGISTRATION", INVITED, "Who becomes a contributor: `invited`, or `open` to whoever confirms an address."),
    Setting("SECOND_FACTOR", OPTIONAL, "Codes of an app beside the password: `optional`, or needed if `privileged`."),
    Setting("SIGNING_KEY", "DATA_DIR/signing-key", "File of the key that signs links in letters; made at first use."),
    Setting("SMTP_HOST", NONE, "Server that takes letters; without one they are put into `DATA_DIR/outbox`."),
    Setting("SMTP_PORT", "587", "Its port."),
    Setting("SMTP_SECURITY", STARTTLS, "How the line to it is encrypted: `starttls`, `tls` or `none`."),
    Setting("SMTP_USER", NONE, "Name to sign in to it with."),
    Setting("SMTP_PASSWORD", NONE, "Password to sign in to it with."),
    Setting("SMTP_PASSWORD_FILE", NONE, "File with that password."),
    Setting("MAIL_FROM", "no-reply@ and the host of PUBLIC_URL", "Address that letters come from."),
    Setting("OIDC_ISSUER", NONE, "Provider of OpenID Connect with whose accounts people sign in."),
    Setting("OIDC_NAME", "OpenID Connect", "What the provider is called on pages."),
    Setting("OIDC_CLIENT_ID", NONE, "Name of the platform at the provider."),
    Setting("OIDC_CLIENT_SECRET", NONE, "Secret of the platform at the provider."),
    Setting("OIDC_CLIENT_SECRET_FILE", NONE, "File with that secret."),
)


@dataclass(frozen=True)
class MailSettings:
    """How letters leave: through an SMTP server, or, without a `host`, into the folder `outbox`."""

    outbox: Path
    sender: str
    host: str
    port: int
    security: str
    user: str
    password: str


@dataclass(frozen=True)
class OidcSettings:
    """A provider of OpenID Connect."""

    issuer: str
    name: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class SignInSettings:
    """How people come to have accounts, and sign in to them."""

    is_open: bool
    needs_second_factor: bool
    signing_key: Path
    mail: MailSettings
    oidc: OidcSettings | None


def read_sign_in_settings(
    environment: Mapping[str, str], given: Mapping[str, str], *, data_dir: Path, public_url: str
) -> SignInSettings:
    """Read them.

    Args:
        environment: of the process.
        given: the same with defaults.
        data_dir: where files are kept.
        public_url: where readers reach the platform.

    Raises:
        BadSetting: one cannot be used.
    """
    return SignInSettings(
        is_open=one_of(given, "REGISTRATION", (INVITED, OPEN)) == OPEN,
        needs_second_factor=one_of(given, "SECOND_FACTOR", (OPTIONAL, PRIVILEGED)) == PRIVILEGED,
        signing_key=file_path(environment.get("SIGNING_KEY", "").strip(), data_dir / "signing-key"),
        mail=_mail(environment, given, data_dir, public_url),
        oidc=_oidc(environment, given),
    )


def _mail(environment: Mapping[str, str], given: Mapping[str, str], data_dir: Path, public_url: str) -> MailSettings:
    sender = environment.get("MAIL_FROM", "").strip() or f"no-reply@{urlsplit(public_url).hostname}"
    if "@" not in parseaddr(sender)[1] or not sender.isprintable():
        raise BadSetting(f"MAIL_FROM: {sender[:80]!r} is no address such as Knowledge platform <no-reply@un.example>.")
    settings = MailSettings(
        outbox=data_dir / "outbox",
        sender=sender,
        host=_unless_none(given["SMTP_HOST"]),
        port=number(given, "SMTP_PORT", least=1, most=HIGHEST_PORT),
        security=one_of(given, "SMTP_SECURITY", (STARTTLS, TLS, PLAIN)),
        user=_unless_none(given["SMTP_USER"]),
        password=secret(environment, "SMTP_PASSWORD"),
    )
    if settings.user and settings.security == PLAIN:
        raise BadSetting("SMTP_SECURITY: a password is not sent over an open line.")
    return settings


def _oidc(environment: Mapping[str, str], given: Mapping[str, str]) -> OidcSettings | None:
    issuer, client = _unless_none(given["OIDC_ISSUER"]), _unless_none(given["OIDC_CLIENT_ID"])
    if not issuer:
        return None
    place = urlsplit(issuer)
    if place.scheme != "https" and place.hostname not in LOCAL:
        raise BadSetting("OIDC_ISSUER: an address that begins with https://.")
    if not client:
        raise BadSetting("OIDC_CLIENT_ID: needed with OIDC_ISSUER.")
    shared = secret(environment, "OIDC_CLIENT_SECRET")
    if len(shared) < SHORTEST_SECRET:
        raise BadSetting(f"OIDC_CLIENT_SECRET: needed with OIDC_ISSUER, with {SHORTEST_SECRET} characters or more.")
    return OidcSettings(issuer, given["OIDC_NAME"], client, shared)


def _unless_none(value: str) -> str:
    return "" if value == NONE else value
