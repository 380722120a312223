"""Where letters leave: through a server that speaks SMTP, or into a folder of this machine."""

import os
import smtplib
import ssl
from collections.abc import Collection
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from tempfile import mkstemp
from typing import Protocol

from knowledge.sign_in_settings import STARTTLS, TLS, MailSettings

PATIENCE = 20
"""Seconds to wait for the server."""
NOT_SENT = (OSError,)
"""What it means that a letter did not leave; the library's own errors are among them."""


class Post(Protocol):
    """Takes letters."""

    def send(self, letter: EmailMessage) -> None:
        """Send a letter, or raise one of `NOT_SENT`."""
        ...


class SmtpPost:
    """Hands letters to a server."""

    def __init__(self, settings: MailSettings) -> None:
        """Send as `settings` say."""
        self._settings = settings

    def send(self, letter: EmailMessage) -> None:
        """Send a letter; the server has it when this returns."""
        settings, trusted = self._settings, ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(settings.host, settings.port, timeout=PATIENCE, context=trusted)
            if settings.security == TLS
            else smtplib.SMTP(settings.host, settings.port, timeout=PATIENCE)
        )
        with server:
            if settings.security == STARTTLS:
                server.starttls(context=trusted)
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(letter)


class Outbox:
    """Puts letters into a folder, where whoever runs the platform finds them."""

    def __init__(self, folder: Path) -> None:
        """Put them into `folder`."""
        self._folder = folder

    def send(self, letter: EmailMessage) -> None:
        """Keep a letter as a file of its own, readable by its owner alone."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, made = mkstemp(dir=self._folder, prefix=".letter-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(letter.as_bytes(policy=SMTP))
        path = Path(made)
        path.rename(path.with_name(path.name.removeprefix(".") + ".eml"))

    def letters_to(self, addresses: Collection[str]) -> list[Path]:
        """List the letters to any of some addresses."""
        wanted = {address.casefold() for address in addresses if address}
        return [path for path in self._letters() if _addressee(path).casefold() in wanted]

    def outlines(self, addresses: Collection[str]) -> list[dict[str, str]]:
        """Tell of the letters to any of some addresses when they were written (RFC 5322) and of what."""
        letters = [_read(path) for path in self.letters_to(addresses)]
        return [{name: str(letter[name] or "") for name in ("date", "to", "subject")} for letter in letters]

    def older_than(self, age: timedelta, now: datetime) -> list[Path]:
        """List the letters that have lain here longer than some time; none if that is no time at all."""
        if not age:
            return []
        since = (now - age).timestamp()
        return [path for path in self._letters() if path.stat().st_mtime < since]

    def _letters(self) -> list[Path]:
        return sorted(self._folder.glob("letter-*.eml"))


def _addressee(path: Path) -> str:
    return parseaddr(str(_read(path)["To"] or ""))[1]


def _read(path: Path) -> Message:
    return message_from_bytes(path.read_bytes(), policy=SMTP)


def open_post(settings: MailSettings) -> Post:
    """Choose where letters leave."""
    return SmtpPost(settings) if settings.host else Outbox(settings.outbox)
