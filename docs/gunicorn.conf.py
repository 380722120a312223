"""Gunicorn for a deployment behind nginx: `gunicorn --config docs/gunicorn.conf.py wsgi:app`.

Address and patience come from the platform's own settings (docs/settings.md).
"""
# ruff: noqa: INP001 - gunicorn reads this file; nothing imports it

import os

from knowledge import logs
from knowledge.settings import Settings

settings = Settings.read(os.environ)

bind = f"{settings.host}:{settings.port}"
# A stuck request ends with its process, which is only so with one request a process.
worker_class = "sync"
workers = 2 * (os.cpu_count() or 1)
# Every process opens its own connections to the databases; none survives a fork.
preload_app = False
timeout = 30
graceful_timeout = settings.drain_seconds
# nginx keeps the connections to readers; the one to gunicorn is cheap to open again.
keepalive = 0
# Its socket for remote control would lie in the home folder, and nobody here needs it.
control_socket_disable = True
# Slow leaks, if there ever are any, end here; not all workers at once.
max_requests = 10_000
max_requests_jitter = 1_000
limit_request_line = 8_190
limit_request_fields = 50
forwarded_allow_ips = "127.0.0.1,::1"
logconfig_dict = logs.configuration()
