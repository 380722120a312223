"""The forms a practice comes in, and which of them a request wants."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from domain.errors import Told
from knowledge.problems import BadParameter, NotAcceptable
from knowledge.representations.citations import as_bibtex, as_csl_json, as_ris
from knowledge.representations.json_ld import as_json_ld
from knowledge.representations.tables import as_csv
from knowledge.representations.version import PublicVersion

JSON = "json"
CSV = "csv"
MEDIA_TYPES: Mapping[str, str] = {
    JSON: "application/json",
    "json-ld": "application/ld+json",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl-json": "application/vnd.citationstyles.csl+json",
    CSV: "text/csv",
}
"""Formats by the name that `?format=` has for them; the first is given to whoever takes anything."""
OF_LISTS: Mapping[str, str] = {name: MEDIA_TYPES[name] for name in (JSON, CSV)}
"""The formats of lists of practices."""


@dataclass(frozen=True)
class Format:
    """How a version is written: the ending of a file that holds it, and the function that writes it."""

    extension: str
    write: Callable[[PublicVersion], str]


WRITTEN: Mapping[str, Format] = {
    "json-ld": Format("jsonld", as_json_ld),
    "bibtex": Format("bib", as_bibtex),
    "ris": Format("ris", as_ris),
    "csl-json": Format("json", as_csl_json),
    CSV: Format("csv", lambda version: as_csv([version])),
}
"""Every format but JSON, which is the API's own answer."""


def choose(*, accept: str | None, asked: str | None, formats: Mapping[str, str] = MEDIA_TYPES) -> str:
    """Choose a format for a request.

    Args:
        accept: its Accept header; None takes anything.
        asked: its parameter `format`, which wins.
        formats: those on offer, by name, with their media types.

    Returns:
        The name of the format.

    Raises:
        BadParameter: there is no format of that name.
        NotAcceptable: the header takes none of them.
    """
    if asked is not None:
        if asked not in formats:
            raise BadParameter(
                Told("{given!r} is none of {known}.", given=asked, known=", ".join(formats)), field="format"
            )
        return asked
    media_type = negotiate(accept, tuple(formats.values()))
    return next(name for name, offered in formats.items() if offered == media_type)


def negotiate(accept: str | None, media_types: tuple[str, ...]) -> str:
    """Choose the media type that an Accept header likes best (RFC 9110 §12.5.1), the first of equals.

    Raises:
        NotAcceptable: it takes none of them.
    """
    if not (accept or "").strip():
        return media_types[0]
    # Parameters such as a charset or a profile narrow what we have only in one form.
    wanted = [(value.partition(";")[0].strip(), quality) for value, quality in parse_accept_header(accept, MIMEAccept)]
    best = MIMEAccept(wanted).best_match(media_types)
    if best is None:
        raise NotAcceptable(Told("It comes as {known}.", known=", ".join(media_types)))
    return best
