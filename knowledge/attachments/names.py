"""What an attachment may be called."""

import re

from domain.errors import InvalidField, Told
from domain.workflows import either

LONGEST_NAME = 200
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
"""Parts of paths, what no file system takes, and marks that show a name in another order than it is written."""
PLAIN_ENDINGS = "7z bin cab deb doc docx dot gz htm html img iso jpeg jpg mht ods odp odt pdf png ppt pptx rar rtf tar"
ENDINGS_OF_PROGRAMS = (
    "apk app bat chm cmd com cpl dll dmg docm dotm elf exe gadget hta inf ins jar js jse jsp lnk mhtml msc msi msp php"
    " phtml pif pkg pl pps ppsm pptm ps1 py reg scf scr sh shtml svg svgz swf sys url vb vbe vbs wasm wsf wsh xhtml xht"
    " xla xlam xll xls xlsb xlsm xlsx xltm xml xz zip"
)
ENDINGS = frozenset(f"{PLAIN_ENDINGS} {ENDINGS_OF_PROGRAMS}".split())
"""Endings that say what a file is; before the last one they would say it twice."""


class BadName(InvalidField):
    """A file has a name that could mislead whoever downloads it."""


class WrongExtension(InvalidField):
    """The file is not what the ending of its name says."""


def check_name(name: str, extensions: tuple[str, ...]) -> str:
    """Return the name of a file whose content goes with some extensions, without the space around it.

    Raises:
        BadName: it is empty, too long, hidden, has parts of a path or a second ending.
        WrongExtension: it has another extension.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadName(Told("A name has 1 to {longest} characters.", longest=LONGEST_NAME), field="file")
    if FORBIDDEN.search(name) or name.startswith(".") or name.endswith("."):
        raise BadName("Give a plain name, without folders, control characters or a dot at either end.", field="file")
    _, *endings = [part.strip().lower() for part in name.split(".")]
    if not endings or endings[-1] not in extensions:
        raise WrongExtension(
            Told("By its content it should end in {extensions}.", extensions=either([f".{one}" for one in extensions])),
            field="file",
        )
    if ENDINGS.intersection(endings[:-1]):
        raise BadName(Told("It has two endings: {known}.", known=".".join(endings)), field="file")
    return name
