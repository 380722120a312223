"""Asks a scanner for viruses, ClamAV's daemon, about a file before it is kept."""

import logging
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from domain.errors import InvalidField, Told
from knowledge.problems import Unavailable

PATIENCE = 3
"""Seconds to wait for a connection."""
SCAN_PATIENCE = 60
"""Seconds to wait for each answer, or for room to send."""
PIECE = 65_536
LONGEST_ANSWER = 4_096

log = logging.getLogger(__name__)


class Infected(InvalidField):
    """The scanner for viruses knows the file."""


class ScannerUnavailable(Unavailable):
    """The scanner for viruses does not answer, so no file is taken at the moment."""


class Scanner(Protocol):
    """Looks for viruses."""

    def check(self, file: BinaryIO) -> None:
        """Refuse a file that holds one.

        Raises:
            Infected: as said.
            ScannerUnavailable: nobody can tell.
        """
        ...


class NoScanner:
    """Takes every file: no scanner is set."""

    def check(self, file: BinaryIO) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Clamd:
    """ClamAV's daemon at `place`: `host:port`, or the path of a socket."""

    place: str

    def check(self, file: BinaryIO) -> None:
        file.seek(0)
        try:
            answer = self._ask(file)
        except OSError as error:
            log.warning("The scanner for viruses does not answer: %s", error)
            raise ScannerUnavailable from error
        file.seek(0)
        verdict = answer.removeprefix("stream: ")
        if verdict.endswith(" FOUND"):
            log.warning("The scanner for viruses refuses a file: %s", verdict)
            raise Infected(
                Told("The scanner calls it {verdict}.", verdict=verdict.removesuffix(" FOUND")[:100]), field="file"
            )
        if verdict != "OK":
            # Whatever else it says, a limit of its own among them, means that it has not looked.
            log.warning("The scanner for viruses says: %s", answer[:200])
            raise ScannerUnavailable

    def _ask(self, file: BinaryIO) -> str:
        """Send a file in pieces, each behind its length, and read the line that comes back (clamd(8), INSTREAM)."""
        with self._connection() as line:
            line.settimeout(SCAN_PATIENCE)
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                piece = line.recv(LONGEST_ANSWER)
                if not piece:
                    break
                answer += piece
        return answer.rstrip(b"\0\n").decode(errors="replace")

    def _connection(self) -> socket.socket:
        if not self.place.startswith("/"):
            host, _, port = self.place.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(self.place)
        except OSError:
            line.close()
            raise
        return line


def open_scanner(place: str) -> Scanner:
    """Return the scanner at a place, or the one that takes everything where the place is empty."""
    return Clamd(place) if place else NoScanner()
