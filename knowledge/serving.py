"""Serves the platform with waitress, and lets every request finish when told to stop."""

import logging
import select
import signal
import socket
import time
from threading import Thread
from types import FrameType
from typing import Any

from flask import Flask
from waitress.server import create_server

from knowledge.app import create_app
from knowledge.mail.postman import Delivery
from knowledge.privacy.retention import Rounds
from knowledge.rebuilding import Rebuilder
from knowledge.wiring import Knowledge, Worker

LARGEST_BUFFERED = 32 * 1_048_576
"""Bytes of a request that are read at all, to answer it with a problem; more is cut off."""
SENT_AT_ONCE = 262_144
"""Bytes of an answer that are read, and given to the system, at a time; left to itself, it would be millions."""
IDLE_SECONDS = 30
MOST_CONNECTIONS = 800
"""Connections at a time. Whoever sends slowly holds one, and no thread; a process may usually open 1,024 files."""
GRACE_SECONDS = 1
"""Time in which a request follows its connection, when no more connections are accepted."""

log = logging.getLogger(__name__)


class Server:
    """One web process with its worker."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Bind the address in the settings; nothing is served yet.

        Raises:
            OSError: the address cannot be bound.
        """
        self.app: Flask = create_app(knowledge)
        settings = knowledge.settings
        self._patience = settings.drain_seconds
        self._worker = Worker(knowledge)
        self._delivery = Delivery(knowledge)
        self._rounds = Rounds(knowledge)
        self._rebuilder = Rebuilder(knowledge)
        self._is_open = True
        self._server: Any = create_server(
            self.app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            max_request_body_size=LARGEST_BUFFERED,
            channel_timeout=IDLE_SECONDS,
            connection_limit=MOST_CONNECTIONS,
            asyncore_use_poll=True,
            # What proxies tell is believed or not by the application, by the same setting for every server.
            clear_untrusted_proxy_headers=not settings.proxies,
            ident=None,
        )
        listening: Any = self._server
        # What is accepted inherits it.
        listening.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_AT_ONCE)
        # A port that is taken is told before anything that takes time.
        knowledge.warm_up()

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then finish what was begun."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        # That requests wait for a thread for a moment is no cause for concern.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        for thread in (self._worker, self._delivery, self._rounds, self._rebuilder):
            thread.start()
        self._server.run()
        for thread in (self._worker, self._delivery, self._rounds, self._rebuilder):
            thread.stop()

    def _stop(self, number: int, _: FrameType | None) -> None:
        if self.app.extensions["draining"].is_set():
            return
        log.info("Stopping on %s: finishing the requests at hand.", signal.Signals(number).name)
        self.app.extensions["draining"].set()
        Thread(target=self._drain, daemon=True).start()

    def _close_door(self) -> None:
        # Whoever is connected already is served; whoever comes now goes to another process.
        while select.select([self._server.socket], [], [], 0)[0]:
            self._server.handle_accept()
        self._server.del_channel()
        self._server.socket.close()
        self._is_open = False

    def _drain(self) -> None:
        # Sockets are only touched by the thread that watches them, in the loop.
        self._server.trigger.pull_trigger(self._close_door)
        deadline = time.monotonic() + self._patience
        while (channels := list(self._server.active_channels.values())) or self._is_open:
            for channel in channels:
                if self._is_idle(channel):
                    channel.will_close = True
            if time.monotonic() > deadline:
                log.warning("Gave up on %s requests after %s s.", len(channels), self._patience)
                break
            self._server.pull_trigger()
            time.sleep(0.02)
        self._server.task_dispatcher.shutdown()
        # The loop ends when it has nothing left to watch.
        self._server.trigger.pull_trigger(self._leave_loop)

    @staticmethod
    def _is_idle(channel: Any) -> bool:
        # Its request may still be on the way when it has just been accepted.
        waited = time.time() - channel.last_activity
        return not channel.requests and channel.request is None and waited > GRACE_SECONDS

    def _leave_loop(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.trigger.close()
