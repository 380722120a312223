"""Recording what was commanded, and reading it again, on every database."""

import pytest

from domain.application import AcceptedCommand, KeyReused, RequestKey
from domain.catalogue.support_kinds import SupportKind
from domain.claims import NothingNew
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.documents import SourceDocument
from domain.errors import ChangedMeanwhile, InvalidField, NotFound
from domain.milestones import milestone_aggregates
from tests.support.databases import lived
from tests.support.stories import (
    BULLETIN,
    COORDINATOR,
    CURATOR,
    IN_BULLETIN,
    IN_LETTER,
    bulletin,
    established,
    eventful,
    network,
)

PERU = NationalNetwork.id_of("PE")
KEY = RequestKey("coordinator/networks/PE", fingerprint="a")


@pytest.fixture
def peru(platform):
    """The network of Peru with its establishment, at version 2 and position 2."""
    platform.record(established("PE"))
    return platform.find(NationalNetwork, PERU)


def establish(record: NationalNetwork) -> None:
    record.record_milestone("launched", occurred="2021", source=IN_BULLETIN, by=COORDINATOR)


def test_positions_count_from_one(platform):
    before = platform.position()
    first = platform.record(bulletin())
    second = platform.record(established("PE"))

    assert (before, first, second, platform.position()) == (0, 1, 3, 3)


@pytest.mark.parametrize("cls", milestone_aggregates(), ids=lambda cls: cls.kind)
def test_a_replay_equals_what_was_lived(platform, cls):
    record = eventful(cls)

    platform.record(record)

    assert platform.find(cls, record.id) == record


def test_documents_and_kinds_of_support_are_replayed_too(platform):
    kind = SupportKind.register(code="SK-1", by=CURATOR)
    kind.list_in(IN_BULLETIN, by=CURATOR)
    document = bulletin()

    platform.record(document, kind)

    assert platform.find(SupportKind, kind.id) == kind
    assert platform.find(SourceDocument, BULLETIN) == document


def test_what_was_recorded_is_there_after_a_restart(platform, database, peru):
    before = lived(platform)

    with database.open() as another:
        assert lived(another) == before
        assert another.find(NationalNetwork, PERU) == peru


def test_several_records_are_appended_in_one_commit(platform, peru):
    establish(peru)
    stale = established("PE", "2020")

    with pytest.raises(ChangedMeanwhile):
        platform.record(bulletin(), peru, stale)

    assert platform.position() == 2
    assert not platform.has(SourceDocument, BULLETIN)


def test_what_is_changed_inside_the_block_is_recorded_at_its_end(platform, peru):
    with platform.change(NationalNetwork, PERU, seen=peru.version) as changing:
        changing.refine(2, occurred="2021-10-14", source=IN_LETTER, by=COORDINATOR)
        assert platform.position() == 2

    assert platform.find(NationalNetwork, PERU).claims[2].occurred == "2021-10-14"


def test_a_refused_command_records_nothing(platform, peru):
    def commands():
        with platform.change(NationalNetwork, PERU) as changing:
            establish(changing)
            changing.refine(2, occurred=peru.claims[2].occurred, source=IN_LETTER, by=COORDINATOR)

    with pytest.raises(NothingNew):
        commands()

    assert platform.position() == 2
    assert platform.find(NationalNetwork, PERU) == peru


def test_what_was_not_read_as_it_is_now_is_not_changed(platform, peru):
    with (
        pytest.raises(ChangedMeanwhile, match="at version 2; you have read version 1"),
        platform.change(NationalNetwork, peru.id, seen=1),
    ):
        pytest.fail("the block was entered")


def test_of_two_who_read_the_same_version_one_is_told_so(platform, peru):
    one, other = (platform.find(NationalNetwork, PERU) for _ in range(2))
    establish(one)
    other.retract(2, reason="No.", by=CURATOR)

    platform.record(one)
    with pytest.raises(ChangedMeanwhile):
        platform.record(other)

    assert platform.find(NationalNetwork, PERU) == one != peru


def test_two_networks_of_one_country_cannot_be_begun(platform, peru):
    with pytest.raises(ChangedMeanwhile):
        platform.record(network("PE"))

    assert platform.find(NationalNetwork, PERU) == peru


def test_what_is_not_there_is_not_found(platform, peru):
    with pytest.raises(NotFound):
        platform.find(NationalNetwork, NationalNetwork.id_of("EC"))
    with pytest.raises(NotFound):
        platform.find(ChampionCountry, peru.id)

    assert platform.has(NationalNetwork, PERU)
    assert not platform.has(ChampionCountry, PERU)


def test_recording_nothing_is_no_change(platform, peru):
    assert platform.record(peru) == 2
    assert platform.record() == 2


def test_followers_hear_of_every_commit_and_of_no_refusal(platform):
    heard: list[int] = []
    platform.followers.append(heard.append)

    platform.record(bulletin())
    platform.record(established("PE"))
    with pytest.raises(ChangedMeanwhile):
        platform.record(network("PE"))

    assert heard == [1, 3]


def test_the_log_is_read_in_pages(platform):
    platform.record(bulletin(), *(established(country) for country in ("CL", "EC", "MX", "PE")))

    positions = [[entry.position for entry in platform.read(after, 4)] for after in (0, 4, 8, 9)]

    assert positions == [[1, 2, 3, 4], [5, 6, 7, 8], [9], []]


def test_the_log_knows_who_recorded_what_and_when(platform, peru):
    entry = platform.read(1, 1)[0]

    assert (entry.aggregate_id, entry.version, entry.event.by) == (PERU, 2, COORDINATOR)
    assert entry.event.timestamp == peru.modified_on
    assert entry.event.timestamp.utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    "setting", ["PERSISTENCE_MODULE", "SQLITE_DBNAME", "IS_SNAPSHOTTING_ENABLED", "COMPRESSOR_TOPIC"]
)
def test_the_environment_of_the_process_changes_nothing(database, monkeypatch, setting):
    monkeypatch.setenv(setting, "eventsourcing.popo")

    with database.open() as platform:
        platform.migrate()
        platform.record(bulletin())
    with database.open() as another:
        assert another.position() == 1


class TestAKeyOfARequest:
    def test_the_same_request_is_answered_from_the_first_time(self, platform, peru):
        establish(peru)
        platform.record(peru, key=KEY)

        accepted = platform.accepted(KEY)

        assert (accepted.aggregate, accepted.reached) == (PERU, 3)

    def test_a_request_never_seen_is_not_accepted_yet(self, platform):
        assert platform.accepted(KEY) is None

    def test_another_request_with_the_same_key_is_refused(self, platform, peru):
        establish(peru)
        platform.record(peru, key=KEY)

        with pytest.raises(KeyReused):
            platform.accepted(RequestKey(KEY.name, fingerprint="b"))

    def test_the_same_name_sent_elsewhere_is_another_key(self, platform, peru):
        establish(peru)
        platform.record(peru, key=KEY)

        assert platform.accepted(RequestKey("coordinator/networks/EC", fingerprint="a")) is None

    def test_key_and_change_are_one_commit(self, platform, peru):
        stale = platform.find(NationalNetwork, peru.id)
        platform.record(established("EC"), key=KEY)
        establish(stale)

        with pytest.raises(ChangedMeanwhile):
            platform.record(stale, key=KEY)

        assert platform.find(NationalNetwork, PERU) == peru
        assert platform.accepted(KEY).aggregate == NationalNetwork.id_of("EC")

    def test_a_refused_change_leaves_the_key_free(self, platform, peru):
        with pytest.raises(InvalidField), platform.change(NationalNetwork, PERU, key=KEY) as changing:
            changing.record_milestone("crowned", occurred="2021", source=IN_BULLETIN, by=COORDINATOR)

        assert platform.accepted(KEY) is None
        assert platform.find(NationalNetwork, PERU) == peru

    def test_it_is_not_shown_in_the_audit_trail(self):
        assert not AcceptedCommand.Registered.public

    def test_a_command_is_carried_out_once(self, platform, peru):
        def command():
            with platform.change(NationalNetwork, PERU, key=KEY) as changing:
                establish(changing)
            return changing

        first, second = platform.once(KEY, command), platform.once(KEY, command)

        assert first.aggregate == platform.find(NationalNetwork, PERU) != peru
        assert (second.aggregate_id, second.version, second.aggregate) == (PERU, first.version, None)

    def test_a_request_that_was_sent_twice_at_once_is_answered_twice(self, platform, peru):
        def beaten():
            mine, faster = (platform.find(NationalNetwork, PERU) for _ in range(2))
            establish(faster)
            platform.record(faster, key=KEY)
            establish(mine)
            platform.record(mine, key=KEY)
            return mine

        done = platform.once(KEY, beaten)

        assert (done.aggregate_id, done.version) == (PERU, 3)
        assert platform.position() == 4 > peru.version
