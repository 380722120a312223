"""A scanner for viruses is asked about each file, by its own protocol; while nobody can tell, nothing is kept."""

import io
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.attachments.attachments import Attachments
from knowledge.attachments.scanner import Clamd, Infected, NoScanner, ScannerUnavailable, open_scanner
from knowledge.private.database import PrivateDatabase
from knowledge.private.uploads import Uploads
from knowledge.settings import BadSetting, Settings
from tests.attachments.files import PNG, pdf
from tests.support.submissions import AUTHOR, PRACTICE

# Put together here, so that no scanner takes this file for what it is about.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 1_000_000


class Clam(socketserver.StreamRequestHandler):
    """Speaks as clamd does (clamd(8)): INSTREAM, pieces behind their lengths, an answer that ends in NUL."""

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        if len(content) > LARGEST:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        elif EICAR in content:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


class OverTcp(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


class OverFile(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@pytest.fixture(params=["tcp", "socket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a scanner listens."""
    path = str(tmp_path / "clamd.ctl")
    server: socketserver.BaseServer = OverFile(path, Clam)
    if request.param == "tcp":
        server.server_close()
        server = OverTcp(("127.0.0.1", 0), Clam)
        path = f"127.0.0.1:{server.socket.getsockname()[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield path
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def nobody() -> str:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"127.0.0.1:{taken.getsockname()[1]}"


def test_a_scanner_tells_good_files_from_infected_ones(place):
    scanner, good = open_scanner(place), io.BytesIO(bytes(300_000))

    scanner.check(good)
    with pytest.raises(Infected, match="Eicar-Test-Signature"):
        scanner.check(io.BytesIO(bytes(100_000) + EICAR))

    assert good.tell() == 0


def test_a_scanner_that_has_not_looked_has_not_told(place):
    with pytest.raises(ScannerUnavailable):
        open_scanner(place).check(io.BytesIO(bytes(LARGEST + 1)))


def test_without_a_scanner_or_an_answer_nothing_is_kept(place, nobody, folder_store, folder, tmp_path):
    private = PrivateDatabase(f"sqlite:///{tmp_path}/accounts.db")
    private.migrate()
    infected = PNG[:33] + struct.pack(">L4s", len(EICAR), b"tEXt") + EICAR + bytes(4) + PNG[33:]
    unscanned, attachments = (Attachments(folder_store, Uploads(private), Clamd(where)) for where in (nobody, place))
    for one, content, refusal in ((unscanned, PNG, ScannerUnavailable), (attachments, infected, Infected)):
        with pytest.raises(refusal):
            one.receive(PRACTICE, io.BytesIO(content), name="x.png", by=AUTHOR)
        assert one.of_practice(PRACTICE) == []
    assert [path for path in folder.rglob("*") if path.is_file()] == []

    attachments.receive(PRACTICE, io.BytesIO(pdf("good")), name="x.pdf", by=AUTHOR)

    assert len(attachments.of_practice(PRACTICE)) == 1
    private.close()


def test_a_scanner_that_is_no_socket_is_unavailable(tmp_path):
    with pytest.raises(ScannerUnavailable):
        Clamd(str(tmp_path / "missing")).check(io.BytesIO(b"x"))


def test_where_the_scanner_is_can_be_set():
    assert isinstance(open_scanner(Settings.read({}).uploads.scanner), NoScanner)
    for place in ("clamav:3310", "[::1]:3310", "/run/clamav/clamd.ctl"):
        assert Settings.read({"CLAMAV": place}).uploads.scanner == place
    for wrong in ("clamav", "clamav:99999", "https://clamav:3310"):
        with pytest.raises(BadSetting, match=r"^CLAMAV: "):
            Settings.read({"CLAMAV": wrong})
