"""Letters as they reach whom they are to, and the links in them."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from knowledge.mail.postman import Postman
from knowledge.wiring import Knowledge

LINK = re.compile(r"https?://\S+/(?P<language>\w\w)/links/(?P<link>\S+)")


def letters(knowledge: Knowledge) -> list[EmailMessage]:
    """Let every letter that is due leave, and read those that have, the oldest first."""
    Postman(knowledge).deliver()
    files = sorted((knowledge.settings.data_dir / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def link_of(letter: EmailMessage) -> str:
    """Return the last part of the address of the link in a letter."""
    found = LINK.search(letter.get_content())
    assert found, letter.get_content()
    return found["link"]
