"""A language that nobody speaks: English written from the right, to try out layouts for Arabic with."""

from knowledge.pages.labels import Labels
from knowledge.pages.words import Words

PSEUDO = "ar-XB"
"""Under this name browsers and translators know it."""
MARK, END = "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL FORMATTING}"


class Mirrored(Labels):
    """Labels whose letters run from the right. What is not among them, such as recorded texts, does not."""

    def __call__(self, *names: object, **values: object) -> str:
        said = super().__call__(*names, **values)
        return f"{MARK}{said}{END}" if said.strip() else said


class PseudoWords(Words):
    """What pages say, mirrored; codes and recorded texts are in English as they are."""

    def __init__(self) -> None:
        super().__init__("en")
        self.label = Mirrored("en")
