"""What letters say: plain text, in the language of whom they are to."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from enum import StrEnum

from knowledge.pages.words import Words


class About(StrEnum):
    """Why a letter is written."""

    INVITATION = "invitation"
    REGISTRATION = "registration"
    HAS_ACCOUNT = "has-account"
    RESET = "reset"
    NEW_ADDRESS = "new-address"
    ADDRESS_CHANGED = "address-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a reason, not a secret
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    IDENTITY_LINKED = "identity-linked"


def write_letter(about: About, *, to: str, sender: str, language: str, gaps: Mapping[str, str]) -> EmailMessage:
    """Write a letter.

    Args:
        about: why.
        to: the address it goes to.
        sender: the address it comes from, perhaps with a name.
        language: one of `LANGUAGES`.
        gaps: what its text leaves open: `site`, and `link` and `until` where it has a link.
    """
    say = Words(language)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = to
    letter["Subject"] = say("letters.subject", about)
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    # Nobody's machine answers a letter that a machine has sent (RFC 3834).
    letter["Auto-Submitted"] = "auto-generated"
    body = say("letters.text", about, **gaps)
    letter.set_content(f"{body}\n\n{say('letters.end', **gaps)}\n")
    letter["Content-Language"] = language
    return letter
