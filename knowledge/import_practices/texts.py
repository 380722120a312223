"""Text as other systems keep it: with HTML, in odd encodings, without an end."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|a|b|i|em|strong|h[1-6]|table|tr|td|img|script|style)\b[^>]*>"
    r"|&(?:nbsp|amp|lt|gt|quot|#\d+|[a-z]+(?:acute|grave|cedil|tilde|uml|circ));",
    re.IGNORECASE,
)
UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
BLOCKS = frozenset(("p", "div", "br", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"))
UNSAID = frozenset(("script", "style", "head", "template"))
CUT = "…"


@dataclass
class ReadText:
    """A text as it can be kept, with what was done to it."""

    text: str
    remarks: list[str] = field(default_factory=list)


def read_text(value: object, *, longest: int) -> ReadText:
    """Read a cell as text of at most `longest` characters: HTML becomes plain, an end that is too far is cut."""
    text = value if isinstance(value, str) else str(value)
    read = ReadText(text)
    if UNKEPT.search(text):
        read.text = UNKEPT.sub("", read.text)
        read.remarks.append("Characters that no text has were left out.")
    if "\ufffd" in text:
        read.remarks.append("Some characters of the file could not be read.")
    if LOOKS_LIKE_HTML.search(read.text):
        read.text = _plain(read.text)
        read.remarks.append("HTML was turned into plain text.")
    read.text = re.sub(r"\n{3,}", "\n\n", read.text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(read.text) > longest:
        read.remarks.append(f"It has {len(read.text):,} characters; it was cut after {longest:,}.")
        read.text = _cut(read.text, longest)
    return read


def pieces(text: str, *, longest: int) -> list[str]:
    """Part a text into pieces that follow each other."""
    kept = UNKEPT.sub("\ufffd", text)
    return [kept[start : start + longest] for start in range(0, len(kept), longest)]


def _cut(text: str, longest: int) -> str:
    """Cut a text where a paragraph, a sentence or a word ends, if one does not far before the limit."""
    kept = text[: longest - len(CUT)]
    for end in ("\n\n", ". ", " "):
        place = kept.rfind(end)
        if place > 0.8 * len(kept):
            kept = kept[: place + len(end)].rstrip()
            break
    return kept + CUT


def _plain(text: str) -> str:
    writer = _PlainWriter()
    writer.feed(text)
    writer.close()
    lines = ("".join(writer.written)).replace("\xa0", " ").splitlines()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in lines)).strip()


class _PlainWriter(HTMLParser):
    """Writes what HTML says as Markdown: paragraphs, lists and links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._unsaid = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unsaid += tag in UNSAID
        if tag in BLOCKS:
            self.written.append("\n" if tag in {"br", "tr"} else "\n\n")
        elif tag == "li":
            self.written.append("\n- ")
        elif tag == "a":
            address = (dict(attrs).get("href") or "").strip()
            self._links.append(address if WEB_ADDRESS.fullmatch(address) else "")
            self.written.append("[" if self._links[-1] else "")

    def handle_endtag(self, tag: str) -> None:
        self._unsaid = max(self._unsaid - (tag in UNSAID), 0)
        if tag in BLOCKS:
            self.written.append("\n" if tag == "tr" else "\n\n")
        elif tag == "a" and self._links:
            address = self._links.pop()
            self.written.append(f"]({address})" if address else "")

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.written.append(html.unescape(data))
