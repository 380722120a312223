"""Has the text of a document read by a process of its own, which no document can make run on or grow."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

import msgspec

from knowledge.attachments.extractor import BROKEN, OUT_OF_MEMORY
from knowledge.attachments.kinds import DOCX, ODT, PDF

READABLE = {PDF.media_type: "pdf", DOCX.media_type: "docx", ODT.media_type: "odt"}
ACTS = "pdf-acts"
PROGRAM = Path(__file__).with_name("extractor.py")
TOOK_TOO_LONG = "took-too-long"
BUSY = "busy"
PATIENCE = 5
"""Seconds to wait for a turn; nobody waits longer for a text."""
AT_ONCE = 2
"""Documents that one process of the platform has read at the same time."""

log = logging.getLogger(__name__)
turns = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Bounds:
    """What reading one document may take: seconds of the clock and of the processor, bytes of memory, characters."""

    seconds: int = 10
    memory: int = 512 * 1_048_576
    characters: int = 1_000_000


class FoundText(msgspec.Struct, frozen=True):
    """The text of a document; `trouble` names why there is none, or not all of it: empty if all is well.

    It is one of `encrypted`, `broken`, `out-of-memory`, `took-too-long`, `cut`, or `busy`: ask again.
    """

    text: str
    trouble: str = ""


def find_text(file: BinaryIO, media_type: str, bounds: Bounds | None = None) -> FoundText:
    """Read the text of a document; whatever it holds, this ends soon and raises nothing.

    Args:
        file: read from where it stands to its end.
        media_type: tells how to read it; pictures and sheets have no text here.
        bounds: the usual ones if None.
    """
    if media_type not in READABLE:
        return FoundText("")
    return _in_turn(file, READABLE[media_type], bounds or Bounds())


def find_acts(file: BinaryIO, bounds: Bounds | None = None) -> FoundText:
    """Name what a PDF does by itself, a line each; as `find_text` does, this ends soon and raises nothing."""
    return _in_turn(file, ACTS, bounds or Bounds(seconds=20))


def _in_turn(file: BinaryIO, kind: str, bounds: Bounds) -> FoundText:
    if not turns.acquire(timeout=PATIENCE):
        return FoundText("", BUSY)
    try:
        return _found(file, kind, bounds)
    finally:
        turns.release()


def _found(file: BinaryIO, kind: str, bounds: Bounds) -> FoundText:
    with tempfile.TemporaryFile() as document, tempfile.TemporaryFile() as told:
        shutil.copyfileobj(file, document)
        document.seek(0)
        code = _run(kind, document, told, bounds)
        told.seek(0)
        return FoundText("", _trouble(code)) if code else _told(told.read())


def _run(kind: str, document: BinaryIO, told: BinaryIO, bounds: Bounds) -> int:
    """Run the program, and return the code it ended with, a signal below zero."""
    # Isolated (-I): nothing but what is installed can be imported, and no variable of ours is handed on.
    command = [sys.executable, "-I", str(PROGRAM), kind]
    command += [str(limit) for limit in (bounds.seconds, bounds.memory, bounds.characters)]
    with subprocess.Popen(  # noqa: S603 - the command is ours, the document is its input
        command, stdin=document, stdout=told, stderr=subprocess.DEVNULL, env={}, start_new_session=True
    ) as process:
        try:
            return process.wait(bounds.seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGXCPU
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _trouble(code: int) -> str:
    log.warning("Reading a document ended with %s.", code)
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return TOOK_TOO_LONG
    # The allocator of a library may end the program where Python would raise.
    return OUT_OF_MEMORY if code in {-signal.SIGSEGV, -signal.SIGABRT} else BROKEN


def _told(answer: bytes) -> FoundText:
    try:
        return msgspec.json.decode(answer, type=FoundText)
    except msgspec.DecodeError:
        return FoundText("", BROKEN)
