"""The documents that every claim rests on."""

import re
from typing import Self
from uuid import UUID

from slugify import slugify

from domain.dates import When
from domain.errors import InvalidField, RuleBroken
from domain.facts import check_plain
from domain.kernel import KnowledgeAggregate

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
SHA256 = re.compile(r"[0-9a-f]{64}")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


class AlreadyRegistered(RuleBroken):
    """It is registered already."""


class SourceDocument(KnowledgeAggregate):
    """A bulletin, letter, minute or web page that says what happened, or somebody's own word."""

    kind = "document"

    class Registered(KnowledgeAggregate.Registered):
        """The document was made known.

        `published` is EDTF or empty, `language` BCP 47, `sha256` the digest of its bytes or empty.
        """

        code: str
        title: str
        publisher: str
        published: str
        language: str
        url: str
        sha256: str

    def __init__(
        self,
        *,
        code: str,
        title: str,
        publisher: str,
        published: str,
        language: str,
        url: str,
        sha256: str,
    ) -> None:
        self.code = code
        self.title = title
        self.publisher = publisher
        self.published = published
        self.language = language
        self.url = url
        self.sha256 = sha256

    @classmethod
    def register(
        cls,
        *,
        title: str,
        by: UUID,
        publisher: str = "",
        published: str = "",
        language: str = "",
        url: str = "",
        sha256: str = "",
        slug: str = "",
    ) -> Self:
        """Make a document known.

        Args:
            title: in the document's own language.
            by: the account that registers it.
            publisher: who brought it out, if it is said.
            published: when, as EDTF.
            language: BCP 47.
            url: its address (http or https).
            sha256: the digest of its bytes, if they are at hand.
            slug: its short name; made from publisher, title and date where none is given.

        Raises:
            InvalidField: a field cannot be recorded.
        """
        if not title.strip():
            raise InvalidField("Give the document's title.", field="title")
        if language and not LANGUAGE.fullmatch(language):
            raise InvalidField(f"{language!r} is not a language of BCP 47.", field="language")
        if sha256 and not SHA256.fullmatch(sha256):
            raise InvalidField("A SHA-256 digest is 64 hexadecimal digits.", field="sha256")
        if url and not WEB_ADDRESS.fullmatch(url):
            raise InvalidField("Only http and https addresses are kept.", field="url")
        described = {
            "title": title.strip(),
            "publisher": publisher.strip(),
            "published": _edtf(published),
            "language": language,
            "url": url,
            "sha256": sha256,
        }
        check_plain(described)
        code = slug or sha256 or slugify(f"{publisher} {title} {published}", max_length=120)
        return cls._begin(cls.id_of(code), by=by, code=code, **described)


def _edtf(published: str) -> str:
    if not published:
        return ""
    try:
        return When.parse(published).edtf
    except InvalidField as error:
        error.field = "published"
        raise
