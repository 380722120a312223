"""Says when something happened for whoever does not know EDTF: it is written of what they know of the date."""

from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from domain.dates import When
from domain.errors import InvalidField
from knowledge.pages.blueprint import pages, words
from knowledge.pages.forms import Form, Wrong
from knowledge.pages.labels import key
from knowledge.pages.typing_in import Typed
from knowledge.permissions import PUBLIC

PLACE = "occurred"
HOW = f"{PLACE}/how"
DAY, MONTH, YEAR, BY, BETWEEN, PERIOD, WRITTEN = "day", "month", "year", "by", "between", "period", "written"
HOWS = (DAY, MONTH, YEAR, BY, BETWEEN, PERIOD, WRITTEN)
"""What can be known of a date; the last is EDTF as it is."""
FIRST, LAST = ("year", "month", "day"), ("until_year", "until_month", "until_day")
ASKED = {DAY: 3, MONTH: 2, YEAR: 1}
"""How many of year, month and day are needed."""


class Undated(ValueError):
    """A part of the date is missing, or is none; the arguments are its name, and of a label that says so."""


def write_date(form: Form) -> None:
    """Put the date that was typed in parts in its place, as EDTF; what is wrong with it is told at the part."""
    if HOW not in form.typed:
        return
    try:
        form.typed[PLACE] = edtf_of(form.typed)
    except Undated as wrong:
        part, label = wrong.args
        form.typed[PLACE] = ""
        form.refuse(422, Wrong(f"{PLACE}/{part}", words()(label) if label else "", is_told=bool(label)))


def edtf_of(typed: Typed) -> str:
    """Write the date of the parts that were typed.

    Raises:
        Undated: a part is missing, or is none of a date.
    """
    how = typed.get(HOW, "")
    if how == WRITTEN:
        return _needed(typed, "text")
    first = _side(typed, FIRST, ASKED.get(how, 1), most=ASKED.get(how, 3))
    if how == BY:
        return f"[..{first}]"
    if how not in (BETWEEN, PERIOD):
        return first
    has_end = how == BETWEEN or any(typed.get(f"{PLACE}/{part}", "").strip() for part in LAST)
    last = _side(typed, LAST, 1, most=3) if has_end else ".."
    return f"[{first}..{last}]" if how == BETWEEN else f"{first}/{last}"


@pages.page("/date-in-words", permission=PUBLIC)
def show_date_in_words() -> ResponseReturnValue:
    """Say in words which date is being typed; nothing where it is none yet."""
    try:
        when = When.parse(request.args.get("dates") or edtf_of(MultiDict(request.args)))
    except (Undated, InvalidField):
        return ""
    return f"{words()('dating.means')}{words()('site.colon')}{words().date(when.edtf)}"


def _side(typed: Typed, parts: tuple[str, str, str], least: int, *, most: int) -> str:
    """Write one side of a date from its year, month and day; only the first `least` of them are needed."""
    year, month, day = (
        typed.get(f"{PLACE}/{part}", "").strip() if place < most else "" for place, part in enumerate(parts)
    )
    for part, text in list(zip(parts, (year, month, day), strict=True))[:least]:
        if not text:
            raise Undated(part, "")
    if day and not month:
        raise Undated(parts[1], "")
    return "-".join(_numbers(parts, year, month, day))


def _numbers(parts: tuple[str, str, str], year: str, month: str, day: str) -> list[str]:
    if not (year.isdecimal() and year.isascii() and len(year) == len("2021")):
        raise Undated(parts[0], key("dating.no_year"))
    numbers = [f"{int(text):02}" if text.isdecimal() and text.isascii() else "00" for text in (month, day) if text]
    try:
        date(int(year), *map(int, [*numbers, "1", "1"][:2]))
    except ValueError as error:
        raise Undated(parts[2] if day else parts[1], key("dating.no_day")) from error
    return [year, *numbers]


def _needed(typed: Typed, part: str) -> str:
    text = typed.get(f"{PLACE}/{part}", "").strip()
    if not text:
        raise Undated(part, "")
    return text
