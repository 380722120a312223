"""Lets many applications be made in one process: what their routes compile to is compiled once.

Writing addresses is compiled to byte code, route by route, which is nine tenths of the time that an
application takes to begin. A server makes one application; the tests make thousands that are alike.
"""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def pytest_configure(config: pytest.Config) -> None:  # noqa: ARG001 - the hook's own
    """Keep what was compiled for the same route before."""
    compiled: dict[object, Builder] = {}
    compile_builder = Rule._compile_builder  # noqa: SLF001 - the library offers no other place

    def kept(self: Rule, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - as it is called
        key = _same(self), append_unknown
        if key not in compiled:
            compiled[key] = compile_builder(self, append_unknown)
        return compiled[key]

    Rule._compile_builder = kept  # type: ignore[method-assign]  # noqa: SLF001


def _same(rule: Rule) -> Any:
    """Tell apart all that a compiled function depends on; converters it asks the rule itself for."""
    return rule.rule, tuple(rule._trace), tuple(sorted((rule.defaults or {}).items()))  # noqa: SLF001
