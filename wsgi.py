"""Entry point for a WSGI server: `gunicorn --config docs/gunicorn.conf.py wsgi:app`."""

import os

from knowledge import logs
from knowledge.app import create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge

logs.configure()
knowledge = Knowledge(Settings.read(os.environ))
knowledge.check_keys()
knowledge.warm_up()
app = create_app(knowledge)
