"""A real SMTP server that keeps what it is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.serving.served import free_port


@dataclass
class Mailbox:
    """What reached a server; with `is_busy` it takes nothing."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    is_busy: bool = False

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Keep a letter."""
        if self.is_busy:
            return "451 Busy"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.letters.append(message_from_bytes(content, policy=default))
        self.envelopes.append(envelope)
        return "250 Kept"

    def authenticate(self, _: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
        """Let in whoever knows the password."""
        is_right = isinstance(given, LoginPassword) and given.password == b"the password"
        self.signed_in += [given.login.decode()] if is_right else []
        return AuthResult(success=is_right)


@contextmanager
def mailbox(**options: Any) -> Iterator[Mailbox]:
    """Run a server on this machine; `options` are those of aiosmtpd."""
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port, authenticator=box.authenticate, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
