"""Words what networks did and have planned, and what was pledged."""

from collections.abc import Sequence

from knowledge.answers import Answer
from knowledge.bulletins.phrases import certainly, dates_of, figure, text_of
from knowledge.pages.words import Words


def word_activity(activity: Answer, say: Words) -> Answer:
    """Word what a network did."""
    return {
        **text_of("title", activity["title"], say),
        **text_of("summary", activity["summary"], say),
        "country": say.country(activity["network"]),
        "date": certainly(dates_of(activity["dates"], say), activity["certainty"], say),
        "support": [say.support_kind(code) for code in activity["support_kinds"]],
        "inferred": say("activity.inferred") if activity["tags_inferred"] else "",
        "support_label": say("activity.support"),
        **({"practices": str(len(activity["practices"]))} if activity.get("practices") else {}),
    }


def word_planned(activities: Sequence[Answer], say: Words) -> list[Answer]:
    """Word what networks have planned, in the order of their countries."""
    told = [(_planned(one, say), say.country(one["network"])) for one in activities]
    return [one for one, _ in say.by_name(told)]


def _planned(activity: Answer, say: Words) -> Answer:
    when = activity["planned_for"]
    return {
        **text_of("title", activity["title"], say),
        "country": say.country(activity["network"]),
        "date": certainly(
            say.date(when) if when else say("states.support-activity.planned"), activity["certainty"], say
        ),
    }


def word_pledges(pledges: Answer, say: Words) -> Answer:
    """Word how many pledges there are, and those that are new or further."""
    return {
        "figures": [
            {"label": _counted(name, say), "figure": figure(pair)}
            for name, pair in pledges["counts"].items()
            if pair["possible"]
        ],
        "records": [_pledge(one, say) for one in pledges["records"]],
    }


def _counted(name: str, say: Words) -> str:
    label = say("kinds.pledge") if name == "standing" else say.states("pledge", [name])
    return label[:1].upper() + label[1:]


def _pledge(pledge: Answer, say: Words) -> Answer:
    kinds = ", ".join(say("pledge.kind", kind) for kind in pledge["kinds"])
    return {
        **text_of("title", pledge["title"], say),
        "number": str(pledge["number"]),
        "who": " · ".join([pledge["pledger"], *pledge["partners"], *map(say.country, pledge["countries"])]),
        "made": dates_of(pledge["made"], say),
        "progress": certainly(say.states("pledge", pledge["one_of"]), pledge["certainty"], say),
        "kinds": f"{say('pledge.form', pledge['form'])}; {kinds}",
        "matches": ", ".join(map(str, pledge["matches"])),
    }
