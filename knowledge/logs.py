"""What a process tells of itself on its standard error: a line an event, without secrets and personal data.

Modules say it to `logging` as usual; this says how it is written: as JSON for programs, in colours on a terminal.
"""

import logging.config
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from domain.application import LOG_UNAVAILABLE
from projections.views import VIEWS_FAILED

REDACTED = "[redacted]"
SECRETS = re.compile(
    r"\bkp_\w+"
    # What follows the name of a header or a field that only secrets have.
    r"|(?<=\bbearer )\S+|(?<=\bbasic )\S+"
    r"|(?<=://)[^\s/:@]*:[^\s/@]*(?=@)"
    r"|[^\s@'\"<>(),;:/]+@[^\s@'\"<>(),;:/]+\.[a-z]{2,}"
    # PostgreSQL tells in its details which values it could not keep.
    r"|(?<=^DETAIL: ).*$",
    re.IGNORECASE | re.MULTILINE,
)
"""Tokens, passwords in addresses, and addresses of people."""
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What begins a line or moves the cursor of a terminal."""
TOLD_IN_FULL = (OSError, *LOG_UNAVAILABLE, *VIEWS_FAILED)
"""Failures of the machine, whose message says what to mend; others may repeat what somebody typed."""


def configure(*, least: int = logging.INFO) -> None:
    """Let this process write its log, from a level on."""
    logging.config.dictConfig(configuration(least=least))


def configuration(*, least: int = logging.INFO) -> dict[str, Any]:
    """Describe it as `logging.config` wants it, for servers that set the log up themselves."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter}},
        "handlers": {"told": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"level": least, "handlers": ["told"]},
        "loggers": {
            # It tells whom it refused.
            "flask-limiter": {"level": "WARNING"},
            "gunicorn.error": {"level": least, "handlers": ["told"], "propagate": False},
            # The platform tells of each request itself; this one would tell what people search for, and from where.
            "gunicorn.access": {"level": "CRITICAL", "propagate": False},
        },
    }


def redacted(text: str) -> str:
    """Return text without what is nobody's to read."""
    return SECRETS.sub(REDACTED, text)


def formatter() -> logging.Formatter:
    """Write lines as this process does."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _tell_failure,
        _redact,
        *_written(),
    ]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last)


def _written() -> Iterator[Processor]:
    if sys.stderr.isatty():
        yield structlog.dev.ConsoleRenderer(pad_event_to=0)
    else:
        yield structlog.processors.JSONRenderer(ensure_ascii=False)


def _tell_failure(_: Any, __: str, event: EventDict) -> EventDict:
    failure = event.pop("exc_info", None)
    if isinstance(failure, tuple) and failure[1] is not None:
        event["exception"] = "".join(_lines(failure[1]))
    return event


def _lines(failure: BaseException) -> Iterator[str]:
    """Tell what failed and where; its words only where they are the machine's."""
    cause = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    if cause:
        yield from _lines(cause)
    yield from traceback.format_tb(failure.__traceback__)
    yield f"{type(failure).__qualname__}{f': {failure}' if isinstance(failure, TOLD_IN_FULL) else ''}\n"


def _redact(_: Any, __: str, event: EventDict) -> EventDict:
    return {name: _harmless(name, value) for name, value in event.items()}


def _harmless(name: str, value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    # The trace of a failure has lines of its own; any other line would be one that nobody wrote.
    kept = "\n" if name == "exception" else ""
    return CONTROL.sub(lambda sign: sign[0] if sign[0] in kept else ascii(sign[0])[1:-1], redacted(str(value)))
