"""Who: national networks, champion countries, working groups."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from domain import vocabulary
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.errors import NotFound, UnknownCode
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import AsOfQuery, GroupRequest, GroupsQuery, RecordsQuery
from knowledge.api.group_schemas import GroupOnDaySchema, GroupSchema
from knowledge.api.milestones import add_milestone_routes
from knowledge.api.records import day_of, list_on_day, list_records, show_on_day, show_record
from knowledge.api.requests import author, created, knowledge, recorder
from knowledge.api.schemas import ChampionSchema, NetworkSchema, page_of, with_milestones
from knowledge.groups import group_answers, groups_on
from knowledge.permissions import PUBLIC
from knowledge.security import caller

networks = Blueprint("networks", "The United Nations networks on migration, one a country.")
champions = Blueprint("champions", "Countries that champion the Compact.")
groups = Blueprint("working-groups", "Working groups of the Network.")


@networks.query("/networks", page_of(NetworkSchema), 422, permission=PUBLIC)
@networks.arguments(RecordsQuery, location="query")
def list_networks(query: dict[str, Any]) -> ResponseReturnValue:
    """List the national networks of which anything is recorded."""
    return list_records(NationalNetwork.kind, query)


@networks.query("/networks/<code>", with_milestones(NetworkSchema), 404, permission=PUBLIC)
def show_network(code: str) -> ResponseReturnValue:
    """Show the network of a country, with its milestones."""
    return show_record(NationalNetwork.kind, code, f"a network in {_country(code)}")


@champions.query("/champions", page_of(ChampionSchema), 422, permission=PUBLIC)
@champions.arguments(RecordsQuery, location="query")
def list_champions(query: dict[str, Any]) -> ResponseReturnValue:
    """List the countries of which anything is recorded as champions."""
    return list_records(ChampionCountry.kind, query)


@champions.query("/champions/<code>", with_milestones(ChampionSchema), 404, permission=PUBLIC)
def show_champion(code: str) -> ResponseReturnValue:
    """Show a country as champion, with its milestones."""
    return show_record(ChampionCountry.kind, code, f"{_country(code)} as a champion")


@groups.query("/working-groups", page_of(GroupOnDaySchema), 422, permission=PUBLIC)
@groups.arguments(GroupsQuery, location="query")
def list_working_groups(query: dict[str, Any]) -> ResponseReturnValue:
    """List the working groups as they were on a day, by their codes."""
    day, position = day_of(query)
    every = groups_on(knowledge(), day, position=position)
    return list_on_day(every, query, lambda found: group_answers(knowledge(), found, every))


@groups.query("/working-groups/<code>", with_milestones(GroupOnDaySchema), 404, 422, permission=PUBLIC)
@groups.arguments(AsOfQuery, location="query")
def show_working_group(query: dict[str, Any], code: str) -> ResponseReturnValue:
    """Show a working group as it was on a day, with its milestones up to then."""
    day, position = day_of(query)
    every = groups_on(knowledge(), day, position=position)
    return show_on_day(
        every, code, query, lambda found: group_answers(knowledge(), found, every), f"a working group {code!r}"
    )


@groups.command("/working-groups", GroupSchema, 409, 422, permission="working-group:register")
@groups.arguments(GroupRequest)
def register_working_group(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a working group known."""
    caller().require("working-group:register", [])
    done = recorder().register_group(author(), code=body["code"], group_type=body["type"], names=body["names"])
    address = url_for("working-groups.show_working_group", code=body["code"])
    return created(done, WorkingGroup.kind, address)


add_milestone_routes(networks, NationalNetwork, "/networks/<code>")
add_milestone_routes(champions, ChampionCountry, "/champions/<code>")
add_milestone_routes(groups, WorkingGroup, "/working-groups/<code>")


def _country(code: str) -> str:
    try:
        return vocabulary.find_country(code).short_name()
    except UnknownCode as error:
        raise NotFound(error.detail) from error
