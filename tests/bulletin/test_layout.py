"""The wording and the layout are numbered: whoever changes what comes out has to give it a new number."""

import hashlib
import json
from pathlib import Path

from domain.vocabulary import LANGUAGES
from knowledge.bulletins.edition import TEMPLATE, Issue
from knowledge.bulletins.markdown import markdown_of
from knowledge.bulletins.typesetting import pdf_of
from knowledge.bulletins.wording import document_of

HERE = Path(__file__).parent
CONTENTS = json.loads((HERE / "contents.json").read_text())
DIGESTS = dict(line.split() for line in (HERE / "layouts.txt").read_text().splitlines())


def test_another_layout_has_another_number():
    made = hashlib.sha256()
    for language in LANGUAGES:
        document = document_of(CONTENTS, language, Issue("networks", 3))
        made.update(markdown_of(document).encode())
        made.update(pdf_of(document, ""))

    expected = DIGESTS.get(str(TEMPLATE))

    told = f"Raise TEMPLATE in knowledge/bulletins/edition.py, and add to layouts.txt: {{number}} {made.hexdigest()}"
    assert made.hexdigest() == expected, told


def test_no_number_was_given_twice():
    assert list(DIGESTS) == [str(number) for number in range(1, TEMPLATE + 1)]
