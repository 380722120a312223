"""Made-up practices of realistic text in four languages, with every facet filled: the same for the same seed.

    python -m benchmarks.practices_data 10000 > practices.jsonl
    python -m knowledge import-practices practices.jsonl

Words follow Zipf's law: the most frequent of each language first, then those of the concept list, then a long tail of
words that nobody knows, made of syllables.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, product
from random import Random
from typing import Any

import click

from domain import vocabulary
from domain.catalogue.practice_content import TRANSLATABLE, Kind
from search.analysis import compose, words
from search.concepts import listed

SEED = 2018
TAIL = 24_000
"""How many words of a language are made of syllables."""
EXPONENT = 1.05
LANGUAGES = {"es": 45, "en": 35, "fr": 12, "pt": 8}
"""How many of a hundred practices are written in a language."""
TRANSLATED = 30
"""How many of a hundred are translated into one more."""
FREQUENT = {
    "en": "the of and to in a is for that with on by are as at from their was be this an which or have has it were not",
    "es": "de la que el en y a los se del las un por con una su para es al lo como más o pero sus le ha este sí entre",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont aux avec son",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao das à seu sua ou nos são",
}
SYLLABLES = {
    "en": (
        "br con dr ev fl gr he in k l m n p qu r st tr un w",
        "a e i o u ea oo",
        "b ck d ing ment ness r s tion",
    ),
    "es": ("b c d en f g h im j l m n p qu r s t v tr pr", "a e i o u ie ue", "ción dad do l miento n ndo r s so ño"),
    "fr": ("b ch d em f g h j l m n pr qu r s t v tr re", "a e i o u eau ou é", "ment n nce r s té tion t x ller"),
    "pt": ("b c d em f g h im j l m n p qu r s t v tr pr", "a e i o u ei ou", "ção dade do gem l m mento ndo r s nha"),
}
LENGTHS = {
    "summary": (30, 60),
    "detailed_information": (60, 200),
    "benefit_and_impact": (30, 90),
    "key_lessons": (20, 60),
    "recommendations": (20, 60),
    "innovation": (10, 40),
}
"""How many words each field has, from and to."""
IMPLEMENTERS = 400
YEARS = range(2012, 2026)


class Vocabulary:
    """The words of one language, the most frequent first."""

    def __init__(self, language: str) -> None:
        """Collect them."""
        draw = Random(f"{SEED}/{language}")
        labels = [label for concept in listed() for label in concept.labels(language)]
        known = [exact for label in labels for exact, _ in words(compose(label))]
        starts, middles, ends = (part.split() for part in SYLLABLES[language])
        made = ["".join(parts) for parts in product(starts, middles, starts, middles, ends)]
        self.words = list(dict.fromkeys([*FREQUENT[language].split(), *known, *draw.sample(made, TAIL)]))
        self._weights = list(accumulate(1 / (rank + 2.7) ** EXPONENT for rank in range(len(self.words))))

    def text(self, draw: Random, count: int) -> str:
        """Write sentences of about so many words."""
        chosen = draw.choices(self.words, cum_weights=self._weights, k=count)
        sentences = []
        while chosen:
            length = draw.randint(8, 24)
            sentence, chosen = chosen[:length], chosen[length:]
            sentences.append(" ".join(sentence).capitalize() + ".")
        return " ".join(sentences)

    def title(self, draw: Random) -> str:
        """Write a title."""
        return " ".join(draw.choices(self.words, cum_weights=self._weights, k=draw.randint(4, 12))).capitalize()


@cache
def vocabulary_of(language: str) -> Vocabulary:
    """Give the words of a language, collected once."""
    return Vocabulary(language)


def practices(count: int, *, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Make up practices as `import-practices` reads them: texts by language, the original's first."""
    draw = Random(seed)
    implementers = [vocabulary_of(_language(draw)).title(draw).title() for _ in range(IMPLEMENTERS)]
    for number in range(count):
        language = _language(draw)
        others = [each for each in LANGUAGES if each != language]
        languages = [language, draw.choice(others)] if draw.randrange(100) < TRANSLATED else [language]
        texts = {each: _texts(draw, each, f" {number}") for each in languages}
        yield {
            "key": f"made-up-{number}",
            "kind": draw.choice(list(Kind)),
            "language": language,
            **{name: {each: texts[each][name] for each in languages} for name in texts[language]},
            **_facets(draw, implementers),
        }


def _language(draw: Random) -> str:
    (language,) = draw.choices(list(LANGUAGES), list(LANGUAGES.values()))
    return language


def _texts(draw: Random, language: str, ending: str) -> dict[str, str]:
    known = vocabulary_of(language)
    texts = {name: known.text(draw, draw.randint(*LENGTHS[name])) for name in TRANSLATABLE if name in LENGTHS}
    return {"title": known.title(draw) + ending, **texts, "place": known.title(draw)}


def _facets(draw: Random, implementers: Sequence[str]) -> dict[str, Any]:
    first = draw.choice(YEARS)
    last = min(first + draw.randrange(5), YEARS[-1])
    objectives = _some(draw, sorted(vocabulary.objectives()), 5)
    split = draw.randint(1, len(objectives))
    return {
        "primary_objectives": objectives[:split],
        "secondary_objectives": objectives[split:],
        "principles": _some(draw, sorted(vocabulary.principles()), 3),
        "sdgs": sorted(draw.sample(range(1, 18), draw.randint(1, 4))),
        "dates": f"{first}/{last}" if draw.random() < 0.8 else f"{first}-{draw.randint(1, 12):02}/..",  # noqa: PLR2004
        "type": draw.choice(["policy", "project", "service", "training", "tool", "partnership", "law", "campaign"]),
        "countries": _some(draw, _countries(), 3),
        "regions": _some(draw, sorted(vocabulary.regions()), 1),
        "implementer": draw.choice(implementers),
        "partners": _some(draw, implementers, 3),
        "donors": _some(draw, implementers, 1),
    }


@cache
def _countries() -> Sequence[str]:
    return sorted(vocabulary.countries())


def _some(draw: Random, values: Sequence[str], most: int) -> list[str]:
    """One to `most` of the values, the first of them far more often."""
    return list(dict.fromkeys(values[int(len(values) * draw.random() ** 2)] for _ in range(draw.randint(1, most))))


@click.command(help=__doc__)
@click.argument("count", type=int)
@click.option("--seed", default=SEED, show_default=True)
def main(count: int, seed: int) -> None:
    """Write practices, one JSON object a line."""
    for practice in practices(count, seed=seed):
        sys.stdout.write(json.dumps(practice, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
