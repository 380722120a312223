"""What every part of a bulletin words in the same way: counts, dates, doubts, and texts in other languages."""

from collections.abc import Mapping, Sequence

from domain.status import Knowledge
from knowledge.answers import Answer
from knowledge.pages.words import Words

SURE = Knowledge.SURE


def figure(pair: Answer) -> str:
    """Write a count: one number where it is sure, else a range."""
    return str(pair["sure"]) if pair["sure"] == pair["possible"] else f"{pair['sure']}–{pair['possible']}"


def dates_of(dates: Sequence[Answer], say: Words) -> str:
    """Word the date of something, or all that its sources give."""
    return f" {say('certainty.or')} ".join(say.date(date["edtf"]) for date in dates)


def certainly(text: str, certainty: str, say: Words) -> str:
    """Mark what is only possible."""
    return text if certainty == SURE else f"{text} ({say('certainty.possible')})"


def text_of(name: str, texts: Mapping[str, str], say: Words) -> Answer:
    """Give a text with its language, which may be another than the bulletin's."""
    return {name: say.text(texts), f"{name}_language": say.tongue(texts)}
