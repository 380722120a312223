"""The terms a document is found by, taken from its texts once for whatever engine keeps them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from search.analysis import compose, stem, words
from search.index import Document, Text

TITLE_WEIGHT = 3
"""A word of the title counts as often as this."""

GAP = "\u2e31"
"""Stands between texts, so that no phrase reaches from one into the next."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a document's words come to.

    `stems`: how often each occurs, those of titles more than once. `folded` and `exact`: all words in order, with
    gaps between texts. `length`: how many words it has in the mean of its languages, titles weighted.
    """

    stems: Counter[str]
    folded: tuple[str, ...]
    exact: tuple[str, ...]
    length: float

    def positions(self) -> dict[str, list[int]]:
        """Where each folded word stands."""
        places = defaultdict(list)
        for position, word in enumerate(self.folded):
            if word != GAP:
                places[word].append(position)
        return places

    def words(self, mark: str) -> dict[str, list[int]]:
        """Where each exact word stands, and, under a mark, each folded form that is written otherwise."""
        places = defaultdict(list)
        for position, (word, plain) in enumerate(zip(self.exact, self.folded, strict=True)):
            if word != GAP:
                places[word].append(position)
                if plain != word:
                    places[mark + plain].append(position)
        return places

    def spellings(self) -> set[str]:
        """The exact words, each once."""
        return {word for word in self.exact if word != GAP}


def terms_of(document: Document) -> Terms:
    """Take a document apart."""
    stems: Counter[str] = Counter()
    folded: list[str] = []
    exact: list[str] = []
    for language, text in document.texts.items():
        for part, weight in ((text.title, TITLE_WEIGHT), (text.summary, 1), (text.body, 1)):
            pairs = words(part)
            if not pairs:
                continue
            for _, plain in pairs:
                stems[stem(plain, language)] += weight
            exact += [pair[0] for pair in pairs]
            folded += [pair[1] for pair in pairs]
            exact.append(GAP)
            folded.append(GAP)
    return Terms(stems, tuple(folded), tuple(exact), stems.total() / max(1, len(document.texts)))


def spellings_of(document: Document) -> set[str]:
    """The exact words of a document whose texts are composed, each once."""
    parts = (part for text in document.texts.values() for part in (text.title, text.summary, text.body))
    return {exact for part in parts for exact, _ in words(part)}


def composed(document: Document) -> Document:
    """The document with its texts composed, as all that follows expects them."""
    texts = {
        language: Text(compose(text.title), compose(text.summary), compose(text.body))
        for language, text in document.texts.items()
    }
    return replace(document, texts=texts)
