"""Whoever sends a request slowly keeps nobody else waiting."""

import socket
from contextlib import ExitStack

from tests.serving.served import serving

CLIENTS = 300
BEGUN = b"POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\nX-Slow: "


def test_hundreds_who_send_slowly_keep_nobody_waiting(folder):
    with serving(folder) as served, ExitStack() as stack:
        for _ in range(CLIENTS):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            line.sendall(BEGUN)

        assert served.get("/readyz").status == 200
        assert served.post("/documents", {"title": "Meanwhile"}).status == 201
