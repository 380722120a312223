"""References for reference managers: BibTeX, RIS and CSL-JSON, each a report of the main implementer.

Names of organizations are kept whole: none is taken apart into a family name and a given name.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from knowledge.representations.version import PUBLISHER, PublicVersion, one_line

LATEX = {
    "\\": r"\textbackslash{}",
    # An escaped brace still counts where BibTeX looks for the end of a field.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
UNQUOTED = re.compile(r"[{}\\\s]")
"""What an address in BibTeX cannot hold as it is."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def as_bibtex(version: PublicVersion) -> str:
    """Write a version as BibTeX in UTF-8: letters with accents stay as they are, as LaTeX has read them since 2018."""
    day = version.published_on
    fields = {
        # The inner braces keep a name together, and the title in its own capitals.
        "author": " and ".join(f"{{{_latex(name)}}}" for name in version.authors),
        "title": f"{{{_latex(version.content.title)}}}",
        "institution": _latex(PUBLISHER),
        "type": _latex(version.genre),
        "year": str(day.year),
        "url": _bare_address(version.address),
        "language": version.language,
        "abstract": _latex(version.content.summary),
        "keywords": _latex(", ".join(version.keywords)),
        "note": f"SHA-256 {version.digest}",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    lines.append(f"  month = {MONTHS[day.month - 1]}")
    return f"@techreport{{{version.slug},\n" + ",\n".join(lines) + "\n}\n"


def as_ris(version: PublicVersion) -> str:
    """Write a version as RIS: a tag and one line for each value."""
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in _ris(version) if value.strip()) + "ER  - \r\n"


def as_csl_json(version: PublicVersion) -> str:
    """Write a version as a list of one reference in CSL-JSON."""
    day = version.published_on
    reference = {
        "id": version.slug,
        "type": "report",
        "title": one_line(version.content.title),
        "author": [{"literal": name} for name in version.authors],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "publisher": PUBLISHER,
        "genre": version.genre,
        "version": str(version.edition),
        "language": version.language,
        "abstract": version.content.summary,
        "keyword": ", ".join(version.keywords),
        "URL": version.address,
        "note": f"SHA-256: {version.digest}",
    }
    return msgspec.json.format(msgspec.json.encode([reference]), indent=2).decode()


def _ris(version: PublicVersion) -> Iterator[tuple[str, str]]:
    day = version.published_on
    yield "TY", "RPRT"
    yield "ID", version.slug
    for name in version.authors:
        # A comma would part a family name from a given one.
        yield "AU", name.replace(",", " –")
    yield "TI", version.content.title
    yield "PY", f"{day.year:04}"
    yield "DA", f"{day.year:04}/{day.month:02}/{day.day:02}/"
    yield "PB", PUBLISHER
    yield "M3", version.genre
    yield "ET", str(version.edition)
    yield "LA", version.language
    yield "AB", version.content.summary
    for keyword in version.keywords:
        yield "KW", keyword
    yield "UR", version.address
    yield "N1", f"SHA-256 {version.digest}"


def _latex(text: str) -> str:
    return "".join(LATEX.get(sign, sign) for sign in one_line(text))


def _bare_address(address: str) -> str:
    return UNQUOTED.sub(lambda found: quote(found[0]), address)
