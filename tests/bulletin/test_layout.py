"""Wording and layout are numbered: an earlier number still gives what it gave, and whoever changes one adds another."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from domain.vocabulary import LANGUAGES
from knowledge.bulletins.edition import TEMPLATE, Issue
from knowledge.bulletins.markdown import markdown_of
from knowledge.bulletins.typesetting import pdf_of
from knowledge.bulletins.wording import document_of

HERE = Path(__file__).parent
DIGESTS = dict(line.split() for line in (HERE / "layouts.txt").read_text().splitlines())


def contents_of(template: int) -> dict[str, Any]:
    """Give the contents of a template: those of the ones before, with what it added."""
    contents: dict[str, Any] = {}
    for number in range(1, template + 1):
        contents |= json.loads((HERE / f"contents-{number}.json").read_text())
    return contents


@pytest.mark.parametrize("template", range(1, TEMPLATE + 1))
def test_another_layout_has_another_number(template):
    made = hashlib.sha256()
    for language in LANGUAGES:
        document = document_of(contents_of(template), language, Issue("networks", 3))
        made.update(markdown_of(document).encode())
        made.update(pdf_of(document, ""))

    expected = DIGESTS.get(str(template))

    told = f"Raise TEMPLATE in knowledge/bulletins/edition.py, and add to layouts.txt: {{number}} {made.hexdigest()}"
    assert made.hexdigest() == expected, told


def test_no_number_was_given_twice():
    assert list(DIGESTS) == [str(number) for number in range(1, TEMPLATE + 1)]
