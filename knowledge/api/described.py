"""The OpenAPI document of the routes, which says that errors are problems, and is made when first asked for."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from flask_smorest import Api

from knowledge.api.blueprint import PROBLEM_TYPE
from knowledge.api.schemas import ProblemSchema


class KnowledgeApi(Api):  # type: ignore[misc]  # the library has no types
    """The routes of the API and their description.

    To describe them takes longer than all else at start, and few processes are ever asked for it.
    """

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, *of_library: Any) -> None:
        """Serve what blueprints are registered, below the addresses of the settings."""
        self._waiting: list[Callable[[], None]] = []
        self._describing = Lock()
        super().__init__(*of_library)

    def describe_later(self, describe: Callable[[], None]) -> None:
        """Keep what describes some routes until somebody wants to read it."""
        self._waiting.append(describe)

    def _openapi_json(self) -> Any:
        with self._describing:
            while self._waiting:
                self._waiting.pop(0)()
            return super()._openapi_json()

    def _register_error_handlers(self) -> None:
        """Leave errors to `knowledge.problems`."""

    def _register_responses(self) -> None:
        usual = Api.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual
