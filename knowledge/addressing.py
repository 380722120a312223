"""The Flask application, which puts each address together once."""

from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

from knowledge.pages.languages import language

PAGES = "pages."
"""Begins the endpoints whose addresses begin with a language, which is that of the page at hand where nobody says."""
MOST = 4_096
LONGEST = 200
"""Characters of what an address is asked with that are worth remembering: what people search for is not."""


class Application(Flask):
    """Flask, with the addresses of its routes remembered: a page has a hundred, and they took a sixth of its time."""

    def __init__(self, import_name: str) -> None:
        """Serve what is found beside the module of this name."""
        self.remembered = lru_cache(maxsize=MOST)(self._put_together)
        super().__init__(import_name)

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """Give the address of a route, as Flask does."""
        options: dict[str, Any] = {"_anchor": _anchor, "_method": _method, "_scheme": _scheme, "_external": _external}
        is_plain = all(option is None for option in options.values())
        if not is_plain or not self._is_worth_it(endpoint, values):
            return super().url_for(endpoint, **options, **values)
        speaks = language() if endpoint.startswith(PAGES) else ""
        # Equal to Python are 1 and True, which are written differently.
        kinds = tuple(map(type, values.values()))
        where = request.script_root, request.method, speaks
        return self.remembered(where, endpoint, kinds, tuple(values.items()))

    def _is_worth_it(self, endpoint: str, values: dict[str, Any]) -> bool:
        # The address of an asset follows its file; one that begins with a dot depends on who asks.
        if endpoint == "static" or endpoint.startswith(".") or not has_request_context():
            return False
        return all(len(one) <= LONGEST if isinstance(one, str) else isinstance(one, int) for one in values.values())

    def _put_together(
        self, _where: tuple[str, ...], endpoint: str, _kinds: tuple[type, ...], values: tuple[tuple[str, Any], ...]
    ) -> str:
        return super().url_for(endpoint, **dict(values))
