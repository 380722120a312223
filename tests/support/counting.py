"""What is asked of a database, and over how many connections."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def counted(engine: Engine) -> Iterator[tuple[list[object], list[str]]]:
    """List the connections that are taken, and the statements that are sent."""
    taken: list[object] = []
    asked: list[str] = []

    def take(connection: object, *_: object) -> None:
        taken.append(connection)

    def ask(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(engine, "checkout", take)
    event.listen(engine, "before_cursor_execute", ask)
    try:
        yield taken, asked
    finally:
        event.remove(engine, "checkout", take)
        event.remove(engine, "before_cursor_execute", ask)
