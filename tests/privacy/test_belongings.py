"""Every private table says which of its rows are a person's, and erasing the person leaves none of them."""

import pkgutil
import traceback
from datetime import UTC, datetime
from importlib import import_module
from uuid import UUID

import pytest
from sqlalchemy import BigInteger, Table, insert, select
from sqlalchemy.exc import IntegrityError

import knowledge.private
from knowledge.private.belongings import BELONGING, Belonging, Whose, belonging_of
from knowledge.private.database import METADATA, PrivateDatabase
from knowledge.private.erasing import Belongings
from knowledge.private.focal_points import FocalPoint, FocalPoints
from knowledge.private.people import People, Person

for _module in pkgutil.walk_packages(knowledge.private.__path__, "knowledge.private."):
    import_module(_module.name)

ANA = UUID("e0000000-0000-4000-8000-000000000001")
LUZ = UUID("e0000000-0000-4000-8000-000000000002")
NOW = datetime(2026, 1, 31, tzinfo=UTC)


def whose(account, focal_points=()):
    return Whose(
        account,
        name=f"Name of {account}",
        addresses=frozenset({f"{account}@example.org"}),
        practices=frozenset({str(account)}),
        focal_points=frozenset(map(str, focal_points)),
    )


def row_of(table: Table, who: Whose) -> dict[str, object]:
    """Make a row that has the account, its name and its address in whatever column can hold them."""
    own = {"name": who.name, "email": next(iter(who.addresses))}
    return {
        column.name: 1 if isinstance(column.type, BigInteger) else own.get(column.name, str(who.account))
        for column in table.columns
    }


@pytest.fixture
def filled(private: PrivateDatabase) -> PrivateDatabase:
    """Both have a row in every table."""
    with private.writing() as connection:
        for table in METADATA.sorted_tables:
            for account in (ANA, LUZ):
                connection.execute(insert(table).values(row_of(table, whose(account))))
    return private


def accounts_in(private, table):
    with private.reading() as connection:
        return {ANA for row in connection.execute(select(table)) if str(ANA) in str(row)} | {
            LUZ for row in connection.execute(select(table)) if str(LUZ) in str(row)
        }


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_a_table_says_whose_its_rows_are(table):
    assert isinstance(table.info.get(BELONGING), Belonging)


def test_who_is_erased_is_left_in_no_table_but_those_that_say_why(filled):
    Belongings(filled).erase(whose(ANA))

    for table in METADATA.sorted_tables:
        stays = {ANA} if belonging_of(table).stays else set()
        assert accounts_in(filled, table) == {LUZ} | stays, table.name


def test_who_asks_is_told_every_row_of_theirs_and_no_secret(filled):
    told = Belongings(filled).of(whose(ANA))

    assert set(told) == {table.name for table in METADATA.sorted_tables}
    for table in METADATA.sorted_tables:
        if not told[table.name]:
            continue
        (row,) = told[table.name]
        assert str(LUZ) not in str(row)
        assert set(row) == {column.name for column in table.columns} - belonging_of(table).secret
    assert "digest" not in told["tokens"][0]


def test_a_focal_point_with_ones_own_address_is_oneself(private):
    points = FocalPoints(private)
    own, other = (points.keep(FocalPoint("Press", address)) for address in (f"{ANA}@Example.org", "press@example.org"))

    Belongings(private).erase(whose(ANA))

    assert (points.find(own), points.find(other) is None) == (None, False)


def test_a_namesake_is_oneself_only_in_ones_own_practices(private):
    points = FocalPoints(private)
    own, other = (points.keep(FocalPoint(f"Name of {ANA}", "press@example.org")) for _ in range(2))

    Belongings(private).erase(whose(ANA, focal_points=[own]))

    assert points.find(own) is None
    assert points.find(other)


def test_what_has_ended_is_dropped_and_nothing_else(filled):
    ends = {table: belonging_of(table).ends for table in METADATA.sorted_tables if belonging_of(table).ends}
    assert ends
    with filled.writing() as connection:
        for table, column in ends.items():
            for account, until in ((ANA, "2026-01-30T00:00:00.000000Z"), (LUZ, "2026-02-01T00:00:00.000000Z")):
                owner = belonging_of(table).rows(table, whose(account))
                connection.execute(table.update().where(owner).values({column: until}))
    belongings = Belongings(filled)
    assert belongings.ended(NOW) == {table.name: 1 for table in ends}

    belongings.drop_ended(NOW)

    for table in ends:
        assert accounts_in(filled, table) == {LUZ}, table.name


@pytest.mark.parametrize("private", ["sqlite"], indirect=True)
def test_an_erased_name_is_left_in_no_byte_of_the_files(private, tmp_path):
    people = People(private)
    for number in range(200):
        people.keep(UUID(int=number), Person(f"Somebody {number}", organization="x" * 300))
    people.keep(ANA, Person("Nombre Irrepetible", "irrepetible@example.org"))
    people.keep(ANA, Person("Nombre Irrepetible", "irrepetible@example.org", "Ministry"))
    assert any(b"Irrepetible" in file.read_bytes() for file in tmp_path.iterdir())

    Belongings(private).erase(Whose(ANA, "Nombre Irrepetible"))

    for file in tmp_path.iterdir():
        assert b"rrepetible" not in file.read_bytes(), file.name
    assert people.find(UUID(int=7)).name == "Somebody 7"


def test_an_error_of_the_database_does_not_tell_what_was_written(private):
    half = {"account": str(ANA), "name": "Irrepetible"}

    with pytest.raises(IntegrityError, match="email") as caught, private.writing() as connection:
        connection.execute(insert(METADATA.tables["accounts.people"]).values(half))

    assert "Irrepetible" not in "".join(traceback.format_exception(caught.value))
