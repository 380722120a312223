"""Parts of pages that are put together once, as long as what they show stays the same."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import msgspec
from flask import request
from markupsafe import Markup

from knowledge.pages.languages import language
from knowledge.pages.words import Words

MOST = 4_096
"""Parts that are remembered, of about two kilobytes each; who was not shown for longest makes room."""


class Fragments:
    """Parts of pages, under everything that they show: `{% call kept("name", shown, …) %}…{% endcall %}`.

    A part may use nothing else but its language and what is the same on every page: not who asks, nor other variables.
    """

    def __init__(self, words: Callable[[], Words]) -> None:
        """Remember parts; `words` are those of the page at hand."""
        self._words, self._lock = words, Lock()
        self._kept = OrderedDict[tuple[str, str, bytes], tuple[Markup, tuple[str, ...]]]()

    def __call__(self, *shown: object, caller: Callable[[], Markup]) -> Markup:
        """Give a part, with the footnotes that its names call for.

        Args:
            shown: its name, and all that makes it what it is.
            caller: the block that puts it together.
        """
        key = language(), request.script_root, msgspec.json.encode(shown)
        with self._lock:
            found = self._kept.get(key)
            if found:
                self._kept.move_to_end(key)
        text, notes = found or self._put_together(key, caller)
        self._words().footnotes.update(dict.fromkeys(notes))
        return text

    def _put_together(
        self, key: tuple[str, str, bytes], caller: Callable[[], Markup]
    ) -> tuple[Markup, tuple[str, ...]]:
        say = self._words()
        before, say.footnotes = say.footnotes, {}
        try:
            made = caller(), tuple(say.footnotes)
        finally:
            say.footnotes = before
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
