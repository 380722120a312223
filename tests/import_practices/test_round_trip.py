"""What we export can be imported again: here it is there already, elsewhere it says the same."""

import pytest

from domain.application import Platform
from domain.catalogue.practices import Practice
from domain.kernel import identity
from knowledge.import_practices.columns import Columns
from knowledge.import_practices.importing import PracticesImport, Wanted
from knowledge.import_practices.reading import Defaults
from knowledge.import_practices.rows import RowsFile
from knowledge.representations.tables import as_csv
from knowledge.representations.version import PublicVersion
from knowledge.security import IMPORTER
from tests.representations.conftest import ADDRESS, FULL, answered
from tests.support.submissions import AUTHOR, begun, release

SAID = {**FULL, "files": [], "title": "=Vacunación", "summary": "- uno\n- dos; tres | cuatro", "is_global": True}


@pytest.fixture
def elsewhere(tmp_path):
    """Another platform, empty."""
    with Platform(f"sqlite:///{tmp_path}/elsewhere.db") as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def table(tmp_path):
    """A practice of ours in a table."""
    path = tmp_path / "practices.csv"
    version = PublicVersion.read(answered(**SAID), address=ADDRESS)
    path.write_bytes(as_csv([version]).encode())
    return path


def imported(platform, path):
    importing = PracticesImport(platform, RowsFile(path), Columns(), Defaults(source="ours"))
    wanted = Wanted(by=IMPORTER)
    outcome = importing.check(wanted)
    importing.run(wanted, outcome)
    return outcome


def test_a_table_of_ours_says_the_same_elsewhere(elsewhere, table):
    outcome = imported(elsewhere, table)

    assert (outcome.counts, outcome.bad, outcome.flagged, outcome.ignored) == ({"recorded": 1}, [], [], [])
    taken = elsewhere.find(Practice, identity("practice", "ours/a0000000-0000-4000-8000-000000000001"))
    ours = begun()
    ours.revise(SAID, by=AUTHOR)
    assert taken.content == ours.content


def test_a_table_of_ours_is_known_here(elsewhere, table):
    ours = begun()
    ours.revise(SAID, by=AUTHOR)
    release(ours)
    elsewhere.record(ours)

    assert imported(elsewhere, table).counts == {"unchanged": 1}
