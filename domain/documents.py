"""The documents that every claim rests on."""

import re
from typing import Annotated, Self
from uuid import UUID

from slugify import slugify

from domain.claims import NothingNew
from domain.dates import When
from domain.errors import InvalidField, RuleBroken, Told
from domain.facts import Checked, check_code, check_plain
from domain.kernel import KnowledgeAggregate

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
SHA256 = re.compile(r"[0-9a-f]{64}")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")

MOST = 1_000_000
"""No headline counts more."""


def check_language(tag: str) -> None:
    """Refuse what is no language of BCP 47.

    Raises:
        InvalidField: as said.
    """
    if not LANGUAGE.fullmatch(tag):
        raise InvalidField(Told("{given!r} is not a language of BCP 47.", given=tag))


LanguageTag = Annotated[str, Checked(check_language)]


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

    class FigureStated(KnowledgeAggregate.Event):
        """It prints a headline figure, such as how many networks there are; `valid_at` is the day it is true of."""

        headline: str
        figure: int
        valid_at: str
        locator: str

        def apply(self, aggregate: "SourceDocument") -> None:
            aggregate.figures = {**aggregate.figures, f"{self.headline} {self.valid_at}": self.figure}

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
        self.figures: dict[str, int] = {}

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
        if language:
            check_code(language, LanguageTag, field="language")
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

    def state_figure(self, headline: str, figure: int, *, valid_at: str, by: UUID, locator: str = "") -> None:
        """Record that the document prints a headline figure, to hold it against the lists.

        Args:
            headline: which, as in `/status`, e.g. `networks_established`.
            figure: the number printed.
            valid_at: the day of which it is true, ISO 8601.
            by: the account that records it.
            locator: the place in the document.

        Raises:
            InvalidField: the figure is negative, or the day none of the past.
            NothingNew: it is recorded already.
        """
        if not 0 <= figure <= MOST:
            raise InvalidField(Told("A figure lies between 0 and {most}.", most=MOST), field="figure")
        day = _day(valid_at)
        check_plain(locator, field="locator")
        if self.figures.get(f"{headline} {day}") == figure:
            raise NothingNew
        self.trigger_event(
            self.FigureStated, by=by, headline=headline, figure=figure, valid_at=day, locator=locator.strip()
        )


def _day(valid_at: str) -> str:
    try:
        when = When.parse_past(valid_at)
    except InvalidField as error:
        error.field = "valid_at"
        raise
    if when.earliest is None or when.earliest != when.latest:
        raise InvalidField(Told("{given!r} is not a day such as 2021-09-30.", given=valid_at), field="valid_at")
    return when.edtf


def _edtf(published: str) -> str:
    if not published:
        return ""
    try:
        return When.parse(published).edtf
    except InvalidField as error:
        error.field = "published"
        raise
