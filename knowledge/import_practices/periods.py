"""Reads dates as people write them, and gives EDTF: no more precise than what was written."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from domain.dates import When
from domain.errors import InvalidField

MONTHS = (
    "january jan enero ene janvier janv janeiro",
    "february feb febrero fevrier fevr fevereiro fev",
    "march mar marzo mars marco",
    "april apr abril abr avril avr",
    "may mayo mai maio",
    "june jun junio juin junho",
    "july jul julio juillet juil julho",
    "august aug agosto ago aout",
    "september sep sept septiembre setiembre septembre setembro set",
    "october oct octubre octobre outubro out",
    "november nov noviembre novembre novembro",
    "december dec diciembre dic decembre dezembro dez",
)
NUMBERS = {name: number for number, names in enumerate(MONTHS, start=1) for name in names.split()}
_ONGOING = (
    "present presente now ongoing on-going current continuing actualidad actual vigente la-actualidad hoy en-curso"
    " en-cours ce-jour aujourd'hui atual em-curso em-andamento hoje to-date date a-la-fecha la-fecha"
)
ONGOING = frozenset(_ONGOING.split())
SINCE = re.compile(r"(?:since|from|desde|depuis|a partir de|starting|de|du)\s+(?P<rest>.+)")
UNTIL = re.compile(r"(?:until|till|hasta|jusqu'(?:a|en)|ate)\s+(?P<rest>.+)")
BETWEEN = re.compile(r"\s*(?:[–—]|\s-+\s|\s-+|-+\s|\bto\b|\buntil\b|\ba\b|\bal\b|\bau\b|\bhasta\b|\bate\b|/)\s*")
YEAR = r"(?P<year>(?:19|20)\d\d)"
YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)\s*[-/]\s*(?P<last>(?:19|20)\d\d)")
SHORT_YEARS = re.compile(r"(?P<first>(?P<century>19|20)(?P<of>\d\d))\s*[-/]\s*(?P<last>\d\d)")
NOON = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[t ]\d\d:\d\d.*")
QUARTER = re.compile(
    rf"(?:q(?P<number>[1-4])\s*/?\s*{YEAR}|{YEAR.replace('year', 'year2')}\s*-?\s*q(?P<number2>[1-4]))"
)
NUMERIC = (
    re.compile(rf"(?P<month>\d{{1,2}})[./-]{YEAR}"),
    re.compile(rf"{YEAR}[./](?P<month>\d{{1,2}})"),
    re.compile(rf"{YEAR}[./](?P<month>\d{{1,2}})[./](?P<day>\d{{1,2}})"),
)
DAY = re.compile(rf"(?P<one>\d{{1,2}})(?P<between>[./-])(?P<two>\d{{1,2}})[./-]{YEAR}")
WORDS = (
    re.compile(rf"(?P<name>[a-z]+)\.?,?\s+(?:de\s+|of\s+)?{YEAR}"),
    re.compile(rf"{YEAR}\s+(?P<name>[a-z]+)"),
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º)?\s+(?:de\s+|of\s+)?(?P<name>[a-z]+)\.?,?\s+(?:de\s+|of\s+)?{YEAR}"
    ),
    re.compile(rf"(?P<name>[a-z]+)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{YEAR}"),
)
MONTH_ALONE = re.compile(rf"(?P<name>[a-z]+)\.?(?:\s*-\s*|{BETWEEN.pattern})(?P<rest>[a-z]+\.?\s+{YEAR})")
LAST_MONTH = 12


@dataclass(frozen=True)
class ReadPeriod:
    """A period as EDTF, None where nothing could be made of it; `remark` says what is odd about it."""

    edtf: str | None
    remark: str = ""


def read_period(text: str) -> ReadPeriod:
    """Read a period or a date such as `2019`, `09/2019`, `Jan 2019 – present`, `2019-2021`, `desde 2018`."""
    folded = _folded(text)
    if (read := _years(folded) or _moment(folded)) is not None:
        return read
    if (plain := _edtf(text.strip())) is not None:
        return ReadPeriod(plain)
    if since := SINCE.fullmatch(folded):
        return _open(since["rest"])
    if until := UNTIL.fullmatch(folded):
        last = _moment(until["rest"])
        return ReadPeriod(f"/{last.edtf}", last.remark) if last and last.edtf else _nothing()
    return _parted(folded)


def read_start_and_end(start: str, end: str) -> ReadPeriod:
    """Read a period whose ends stand in two columns; an end that is not given is not known."""
    if not start.strip():
        return read_period(f"until {end}")
    first = read_period(start)
    if first.edtf is None or "/" in first.edtf:
        return first if not end.strip() else _nothing()
    if not end.strip():
        return ReadPeriod(f"{first.edtf}/", first.remark)
    if _is_ongoing(_folded(end)):
        return ReadPeriod(f"{first.edtf}/..", first.remark)
    last = read_period(end)
    if last.edtf is None or "/" in last.edtf:
        return ReadPeriod(f"{first.edtf}/", "Its end could not be read.")
    return _between(first.edtf, last.edtf, first.remark or last.remark)


def _years(folded: str) -> ReadPeriod | None:
    """Read two years, the second perhaps without its century; `2019-11` is a month."""
    if years := YEARS.fullmatch(folded):
        return _between(years["first"], years["last"])
    short = SHORT_YEARS.fullmatch(folded)
    if short and int(short["last"]) > max(int(short["of"]), LAST_MONTH):
        return _between(short["first"], short["century"] + short["last"])
    return None


def _parted(folded: str) -> ReadPeriod:
    for found in BETWEEN.finditer(folded):
        before, after = folded[: found.start()].strip(), folded[found.end() :].strip()
        first = _moment(before)
        if first is None or first.edtf is None:
            continue
        if not after or _is_ongoing(after):
            return ReadPeriod(f"{first.edtf}/..", first.remark)
        last = _moment(after)
        if last is not None and last.edtf is not None:
            return _between(first.edtf, last.edtf, first.remark or last.remark)
    alone = MONTH_ALONE.fullmatch(folded)
    if alone and alone["name"] in NUMBERS:
        return _parted(f"{alone['name']} {alone['year']} – {alone['rest']}")
    return _years_in(folded)


def _years_in(folded: str) -> ReadPeriod:
    years = sorted(re.findall(r"\b(?:19|20)\d\d\b", folded))
    if not years:
        return _nothing()
    return ReadPeriod(_between(years[0], years[-1]).edtf, "Only its years could be made out.")


def _open(rest: str) -> ReadPeriod:
    first = _moment(rest)
    if first is not None and first.edtf is not None:
        return ReadPeriod(f"{first.edtf}/..", first.remark)
    return _parted(rest)


def _moment(folded: str) -> ReadPeriod | None:
    """Read a day, a month, a quarter or a year; None where it is none."""
    if noon := NOON.fullmatch(folded):
        folded = noon["day"]
    if re.fullmatch(YEAR, folded):
        return ReadPeriod(folded)
    if quarter := QUARTER.fullmatch(folded):
        year, number = quarter["year"] or quarter["year2"], quarter["number"] or quarter["number2"]
        return ReadPeriod(f"{year}-{32 + int(number)}")
    for pattern in NUMERIC:
        if found := pattern.fullmatch(folded):
            return _dated(found["year"], int(found["month"]), found.groupdict().get("day"))
    if found := DAY.fullmatch(folded):
        one, two = int(found["one"]), int(found["two"])
        # Points stand only where the day comes first.
        return _dated(found["year"], two, str(one)) if found["between"] == "." else _day(one, two, found["year"])
    for pattern in WORDS:
        if (found := pattern.fullmatch(folded)) and found["name"] in NUMBERS:
            return _dated(found["year"], NUMBERS[found["name"]], found.groupdict().get("day"))
    plain = _edtf(folded) if re.fullmatch(rf"{YEAR}-\d\d(-\d\d)?", folded) else None
    return ReadPeriod(plain) if plain else None


def _day(one: int, two: int, year: str) -> ReadPeriod:
    """Read a day whose first number may be the day or, in the United States, the month."""
    if one == two or two > LAST_MONTH:
        return _dated(year, one, str(two))
    if one > LAST_MONTH:
        return _dated(year, two, str(one))
    return ReadPeriod(year, "Which number is the day and which the month cannot be told; the year was taken.")


def _dated(year: str, month: int, day: str | None) -> ReadPeriod:
    edtf = _edtf(f"{year}-{month:02}" + (f"-{int(day):02}" if day else ""))
    return ReadPeriod(edtf) if edtf else ReadPeriod(year, "There is no such day; the year was taken.")


def _between(first: str, last: str, remark: str = "") -> ReadPeriod:
    if first == last:
        return ReadPeriod(first, remark)
    if (edtf := _edtf(f"{first}/{last}")) is not None:
        return ReadPeriod(edtf, remark)
    turned = _edtf(f"{last}/{first}")
    return ReadPeriod(turned, "It ends before it starts; it was turned round.") if turned else _nothing()


def _nothing() -> ReadPeriod:
    return ReadPeriod(None, "No date could be made out.")


def _is_ongoing(folded: str) -> bool:
    return re.sub(r"\s+", "-", re.sub(r"^(?:to|the|a|au|al|ate)\s+", "", folded).strip(". ")) in ONGOING


@lru_cache(maxsize=10_000)
def _edtf(text: str) -> str | None:
    try:
        return When.parse(text).edtf
    except InvalidField:
        return None


def _folded(text: str) -> str:
    """Write it in small letters without accents, and with one kind of apostrophe and space."""
    plain = unicodedata.normalize("NFKD", text).replace("’", "'").lower()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split()).strip(" .,;()")
