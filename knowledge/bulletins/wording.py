"""Puts what a bulletin says into words: one document in one language, from which every format is made."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from domain import vocabulary
from domain.catalogue.projects import Project
from knowledge.answers import Answer
from knowledge.bulletins.comparing import CLASSES
from knowledge.bulletins.deeds import word_activity, word_planned, word_pledges
from knowledge.bulletins.edition import WITH_PLEDGES, WITH_REVIEWS, Issue
from knowledge.bulletins.machinery import word_groups, word_reviews
from knowledge.bulletins.maps import Marks, Shown
from knowledge.bulletins.phrases import SURE, certainly, dates_of, figure, text_of
from knowledge.pages.words import Words

LEGEND = (
    *("network-sure", "network-possible", "network-none"),
    *("champion-sure", "champion-possible", "project-sure", "project-possible"),
)
"""What a map may show, in the order in which its legend tells it."""
HEADINGS = (
    *("figures", "reading", "map", "map_note", "no_map", "countries", "possible", "nobody", "otherwise", "projects"),
    *("no_projects", "action", "no_activities", "support", "changes", "unchanged", "page", "before"),
)
"""What is said above, below and between the parts of a bulletin, in whatever format."""
ADDED_HEADINGS = ("planned", "practices", "pledges", "no_pledges", "pledge_number", "matches")
"""The same for what a bulletin has since it tells of pledges."""
REVIEW_HEADINGS = ("reviews", "no_reviews", "groups", "no_groups", "successors")
"""The same for what a bulletin has since it tells of reviews."""


def document_of(contents: Answer, language: str, issue: Issue | None = None) -> Answer:
    """Word a bulletin.

    Args:
        contents: what it says.
        language: one of `vocabulary.LANGUAGES`.
        issue: the name it came out under; None for one that was not issued.
    """
    return _Wording(contents, Words(language)).document(issue)


def marks_of(contents: Answer, language: str) -> Mapping[str, Marks]:
    """Tell what the map shows of each country that the bulletin names."""
    say = Words(language)
    networks, champions = (
        {one["code"]: one["certainty"] for one in _list_of(contents, headline)["records"]}
        for headline in ("networks_established", "champion_countries")
    )
    assigned = {one["code"]: one["certainty"] for one in _list_of(contents, "mptf_projects_assigned")["records"]}
    projects: dict[str, str] = {}
    for project in contents["projects"]:
        for country in project["countries"] if project["code"] in assigned else ():
            seen = (projects.get(country), assigned[project["code"]])
            projects[country] = SURE if SURE in seen else assigned[project["code"]]
    inside = vocabulary.countries_in(contents["scope"]) if contents["scope"] else frozenset(vocabulary.countries())
    return {
        code: Marks(
            say.country(code),
            Shown(networks.get(code, Shown.NONE)),
            Shown(champions.get(code, Shown.NONE)),
            Shown(projects.get(code, Shown.NONE)),
        )
        for code in sorted((networks.keys() | champions.keys() | projects.keys()) & inside)
    }


def map_in_words(shown: Collection[Marks], say: Words) -> Answer:
    """Tell what a map shows to who cannot see it, and what its signs mean."""
    there = {
        "networks": _joined((one.name for one in shown if one.network is not Shown.NONE), say),
        "champions": _joined((one.name for one in shown if one.champion is not Shown.NONE), say),
        "projects": _joined((one.name for one in shown if one.project is not Shown.NONE), say),
    }
    used = {f"network-{Shown.NONE}"}
    for one in shown:
        used |= {f"network-{one.network}", f"champion-{one.champion}", f"project-{one.project}"}
    return {
        "alt": say("bulletin.map_of", **there),
        "legend": [{"sign": sign, "label": say("bulletin.legend", sign)} for sign in LEGEND if sign in used],
    }


def name_of_scope(scope: str | None, say: Words) -> str:
    """Name the countries that a bulletin is about."""
    if not scope:
        return say("bulletin.everywhere")
    if scope in vocabulary.countries():
        return say.country(scope)
    # The names of reporting regions say in brackets that they are such.
    return re.sub(r"\s*\(.*\)$", "", vocabulary.find_region(scope).name(say.language))


class _Wording:
    def __init__(self, contents: Answer, say: Words) -> None:
        self.contents = contents
        self.say = say

    def document(self, issue: Issue | None) -> Answer:
        say, said = self.say, self.contents
        day, moment = say.day(said["valid_at"]), said["known_at_time"]
        document = {
            "language": say.language,
            "title": say("bulletin.title"),
            "number": say("bulletin.numbered", number=issue.number) if issue else say("bulletin.draft"),
            "subtitle": say("bulletin.of", scope=name_of_scope(said["scope"], say), day=day),
            "publisher": say("site.network"),
            "lead": say("bulletin.lead", day=day, position=said["known_at"]),
            "figures": self._figures(),
            "map": self._map(),
            "lists": [self._list(one) for one in said["lists"]],
            "projects": [self._project(one) for one in said["projects"]],
            "activities": say.by_name(
                [(word_activity(one, say), say.country(one["network"])) for one in said["activities"]]
            ),
            "support": [say.support_kind(code) for code in said["support_kinds"]],
            "since": self._since(),
            "is_compared": said["since"] is not None,
            "changes": word_changes(said["changes"], say),
            "colophon": say(
                "bulletin.colophon",
                position=said["known_at"],
                moment=say.moment(moment) if moment else say("as_of.blank"),
                template=said["template"],
            ),
            "valid_at": said["valid_at"],
            "labels": self._labels(HEADINGS),
        }
        document["activities"] = [activity for activity, _ in document["activities"]]
        if said["template"] >= WITH_PLEDGES:
            document |= {"planned": word_planned(said["planned"], say), "pledges": word_pledges(said["pledges"], say)}
            document["labels"] |= self._labels(ADDED_HEADINGS)
        if said["template"] >= WITH_REVIEWS:
            document |= {"reviews": word_reviews(said["reviews"], say), "groups": word_groups(said["groups"], say)}
            document["labels"] |= self._labels(REVIEW_HEADINGS)
            if not document["is_compared"]:
                document["labels"]["no_pledges"] = say("bulletin.no_pledges_yet")
        return {**document, "footnotes": list(say.footnotes)}

    def _labels(self, names: Iterable[str]) -> dict[str, str]:
        return {name: self.say("bulletin", name) for name in names} | {"colon": self.say("site.colon")}

    def _figures(self) -> list[Answer]:
        return [
            {
                "label": self.say("counts", name),
                "figure": figure(pair),
                "spread": "" if pair["sure"] == pair["possible"] else self.say("bulletin.spread", **pair),
            }
            for name, pair in self.contents["counts"].items()
        ]

    def _map(self) -> Answer:
        return map_in_words(marks_of(self.contents, self.say.language).values(), self.say)

    def _list(self, listed: Answer) -> Answer:
        track = listed["track"]
        by_state: dict[str, list[Answer]] = {}
        for one in listed["others"]:
            states = self.say.states(track, one["one_of"])
            certain = states if one["certainty"] == SURE else f"{states} ({self.say('certainty.possible')})"
            by_state.setdefault(certain, []).append(one)
        return {
            "heading": self.say("counts", listed["headline"]),
            "figure": figure(self.contents["counts"][listed["headline"]]),
            "sure": self._who(track, [one for one in listed["records"] if one["certainty"] == SURE]),
            "possible": self._who(track, [one for one in listed["records"] if one["certainty"] != SURE]),
            "others": [
                {"states": states[:1].upper() + states[1:], "names": self._who(track, standing)}
                for states, standing in by_state.items()
            ],
        }

    def _who(self, track: str, standing: Sequence[Answer]) -> str:
        """Name all who stand on a list; the countries of a project have a comma between them themselves."""
        between = "; " if track == Project.kind else ", "
        return between.join(_sorted((self._named(track, one) for one in standing), self.say))

    def _named(self, track: str, one: Answer) -> str:
        """Name who stands on a list: a country, or of a project its countries."""
        if track == Project.kind:
            codes = next(
                project["countries"] for project in self.contents["projects"] if one["code"] == project["code"]
            )
            name = _joined((self.say.country(code) for code in codes), self.say)
        else:
            name = self.say.country(one["code"])
        return f"{name} ({self.say('certainty.disputed')})" if one["disputed"] else name

    def _project(self, project: Answer) -> Answer:
        say = self.say
        unnamed = say("project.unnamed")
        facts = [
            (say("bulletin.stage"), certainly(say.states("project", project["one_of"]), project["certainty"], say)),
            (say("project.lead"), say.agency(project["lead"]) if project["lead"] else unnamed),
            (say("project.participating"), "; ".join(map(say.agency, project["participating"])) or unnamed),
        ]
        if project["money"]:
            facts.append((say("project.money"), say.money(project["money"])))
        return {
            **text_of("title", project["title"], say),
            "countries": " · ".join(say.country(code) for code in project["countries"]),
            **text_of("purpose", project["purpose"], say),
            "components": [text_of("text", component, say) for component in project["components"]],
            "facts": [{"name": name, "value": value} for name, value in facts],
        }

    def _since(self) -> str:
        since = self.contents["since"]
        if since is None:
            return self.say("bulletin.first")
        return self.say("bulletin.since", number=since["number"], day=self.say.day(since["valid_at"]))


def word_changes(changes: Sequence[Answer], say: Words) -> list[Answer]:
    """Word changes class by class, leaving out classes without any."""
    return [
        {
            "heading": say("bulletin.class", one),
            "means": say("bulletin.class_means", one),
            "class": str(one),
            "changes": found,
        }
        for one in CLASSES
        if (found := [_change(change, say) for change in changes if change["class"] == one])
    ]


def _change(change: Answer, say: Words) -> Answer:
    return {
        **_about(change, say),
        "before": dates_of(change["before"], say) if change["before"] != change["after"] else "",
        "after": dates_of(change["after"], say),
        "why": say("bulletin.why", change["why"]),
        "reason": change["reason"],
        "milestone": change["milestones"][-1],
    }


def _about(change: Answer, say: Words) -> Answer:
    """Name what happened, and to whom."""
    return {
        "what": say.milestone(change),
        "who": " · ".join(say.country(code) for code in change["countries"]),
        "name": say.text(change["name"]) if change["name"] else "",
        "name_language": say.tongue(change["name"]) if change["name"] else say.language,
    }


def word_erratum(erratum: Answer, say: Words) -> Answer:
    """Word what became of one milestone that a bulletin printed."""
    return {
        **_about(erratum, say),
        "kind": say("bulletins.kind", erratum["kind"]),
        "before": dates_of(erratum["before"], say),
        "after": dates_of(erratum["after"], say),
        "reason": erratum["reason"],
        "milestone": erratum["milestone_position"],
    }


def _joined(names: Iterable[str], say: Words) -> str:
    return ", ".join(_sorted(names, say))


def _sorted(names: Iterable[str], say: Words) -> list[str]:
    return [name for _, name in say.by_name([(name, name) for name in names])]


def _list_of(contents: Answer, headline: str) -> Any:
    return next(one for one in contents["lists"] if one["headline"] == headline)
