"""A log of some length with its proof, on SQLite and on PostgreSQL, and somebody who tampers with it."""

import pytest

from tests.support.proofs import Tamperer, proven
from tests.support.stories import bulletin, established

COUNTRIES = ("AR", "BO", "CL", "CO", "CR", "DO", "EC", "GT", "HN", "MX", "PE", "PY")


@pytest.fixture
def log(database):
    """A log of 25 events: a document, and networks that were established."""
    with proven(database) as opened:
        opened.kept.platform.record(bulletin(), *(established(country) for country in COUNTRIES))
        opened.kept.views.catch_up()
        yield opened


@pytest.fixture
def earlier(log):
    """A checkpoint of all 25 events, kept elsewhere; five events follow it."""
    checkpoint = log.checkpoint()
    log.kept.platform.record(established("SV"), established("UY"))
    log.kept.views.catch_up()
    return checkpoint


@pytest.fixture
def tamperer(log, database):
    """Somebody who writes to the database without the platform."""
    return Tamperer(database, log)
