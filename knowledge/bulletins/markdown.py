"""Writes a worded bulletin as Markdown (CommonMark)."""

import re
from collections.abc import Iterator
from typing import Any

from knowledge.answers import Answer

MEANING = re.compile(r"([\\`*_{}\[\]<>#|~])")
"""Characters that could mean something in Markdown, wherever they stand."""


def markdown_of(document: Answer) -> str:
    """Write a bulletin; its map is in the lists."""
    return "\n\n".join(part for part in _parts(document) if part) + "\n"


def escaped(text: str) -> str:
    """Write text so that none of it is markup; line breaks become spaces."""
    return MEANING.sub(r"\\\1", " ".join(text.split()))


def _parts(document: Answer) -> Iterator[str]:
    labels = document["labels"]
    yield f"# {escaped(document['title'])}"
    yield f"**{escaped(document['number'])}** · {escaped(document['subtitle'])}"
    yield escaped(document["publisher"])
    yield escaped(document["lead"])
    yield f"## {escaped(labels['figures'])}"
    yield "\n".join(_figures(document))
    yield escaped(labels["reading"])
    yield f"## {escaped(labels['countries'])}"
    for one in document["lists"]:
        yield from _list(one, labels)
    yield f"## {escaped(labels['projects'])}"
    for project in document["projects"]:
        yield from _project(project)
    yield "" if document["projects"] else escaped(labels["no_projects"])
    yield from _action(document)
    if "pledges" in document:
        yield from _pledges(document["pledges"], document["labels"])
    if "reviews" in document:
        yield from _machinery(document, document["labels"])
    yield f"## {escaped(labels['changes'])}"
    yield from _changes(document)
    yield "---"
    yield from (f"\\* {escaped(note)}" for note in document["footnotes"])
    yield escaped(document["colophon"])


def _figures(document: Answer) -> Iterator[str]:
    for one in document["figures"]:
        spread = f" ({escaped(one['spread'])})" if one["spread"] else ""
        yield f"- {escaped(one['label'])}{document['labels']['colon']}**{one['figure']}**{spread}"


def _list(one: Answer, labels: Answer) -> Iterator[str]:
    yield f"### {escaped(one['heading'])}{labels['colon']}{one['figure']}"
    yield escaped(one["sure"]) or ("" if one["possible"] else escaped(labels["nobody"]))
    if one["possible"]:
        yield f"{escaped(labels['possible'])}{labels['colon']}{escaped(one['possible'])}"
    if one["others"]:
        yield "\n".join(
            f"- {escaped(other['states'])}{labels['colon']}{escaped(other['names'])}" for other in one["others"]
        )


def _project(project: Any) -> Iterator[str]:
    yield f"### {escaped(project['countries'])}"
    yield f"**{escaped(project['title'])}**"
    yield escaped(project["purpose"])
    yield "\n".join(
        [
            *(f"- {escaped(component['text'])}" for component in project["components"]),
            *(f"- {escaped(fact['name'])} — {escaped(fact['value'])}" for fact in project["facts"]),
        ]
    )


def _action(document: Answer) -> Iterator[str]:
    labels = document["labels"]
    yield f"## {escaped(labels['action'])}"
    for activity in document["activities"]:
        yield f"### {escaped(activity['country'])}{labels['colon']}{escaped(activity['title'])}"
        yield f"*{escaped(activity['date'])}*"
        yield escaped(activity["summary"])
        yield "\n".join(f"- {escaped(kind)}" for kind in activity["support"])
        yield escaped(activity["inferred"])
        if "practices" in activity:
            yield f"{escaped(labels['practices'])}{labels['colon']}{activity['practices']}"
    yield "" if document["activities"] else escaped(labels["no_activities"])
    if document.get("planned"):
        yield f"### {escaped(labels['planned'])}"
        yield "\n".join(
            f"- {escaped(one['country'])}{labels['colon']}{escaped(one['title'])} — {escaped(one['date'])}"
            for one in document["planned"]
        )
    if document["support"]:
        yield f"### {escaped(labels['support'])}"
        yield "\n".join(f"- {escaped(kind)}" for kind in document["support"])


def _pledges(pledges: Answer, labels: Answer) -> Iterator[str]:
    yield f"## {escaped(labels['pledges'])}"
    yield "\n".join(f"- {escaped(one['label'])}{labels['colon']}**{one['figure']}**" for one in pledges["figures"])
    for one in pledges["records"]:
        yield f"### {escaped(labels['pledge_number'])} {one['number']}{labels['colon']}{escaped(one['title'])}"
        yield escaped(one["who"])
        told = [f"*{escaped(one['progress'])}*", escaped(one["made"]), escaped(one["kinds"])]
        if one["matches"]:
            told.append(f"{escaped(labels['matches'])}{labels['colon']}{one['matches']}")
        yield " — ".join(part for part in told if part)
    yield "" if pledges["records"] else escaped(labels["no_pledges"])


def _machinery(document: Answer, labels: Answer) -> Iterator[str]:
    yield f"## {escaped(labels['reviews'])}"
    for one in document["reviews"]:
        yield f"### {escaped(one['title'])}"
        yield " — ".join(part for part in (f"*{escaped(one['state'])}*", escaped(one["date"])) if part)
        yield "\n".join(f"- {escaped(fact['name'])}{labels['colon']}{escaped(fact['value'])}" for fact in one["facts"])
    yield "" if document["reviews"] else escaped(labels["no_reviews"])
    yield f"## {escaped(labels['groups'])}"
    for one in document["groups"]:
        succeeded = (
            f" — {escaped(labels['successors'])}{labels['colon']}{escaped(one['successors'])}"
            if one["successors"]
            else ""
        )
        yield f"### {escaped(one['name'])}"
        yield f"*{escaped(one['state'])}*{succeeded}"
        yield "\n".join(f"- {escaped(output)}" for output in one["outputs"])
    yield "" if document["groups"] else escaped(labels["no_groups"])


def _changes(document: Answer) -> Iterator[str]:
    labels = document["labels"]
    yield escaped(document["since"])
    yield escaped(labels["unchanged"]) if document["is_compared"] and not document["changes"] else ""
    for group in document["changes"]:
        yield f"### {escaped(group['heading'])}"
        yield f"*{escaped(group['means'])}*"
        yield "\n".join(f"- {_change(change, labels)}" for change in group["changes"])


def _change(change: Answer, labels: Answer) -> str:
    about = ", ".join(escaped(part) for part in (change["who"], change["name"]) if part)
    told = [f"**{about or '—'}**{labels['colon']}{escaped(change['what'])}", escaped(change["after"])]
    if change["before"]:
        told.append(f"{escaped(labels['before'])}{labels['colon']}{escaped(change['before'])}")
    told += [escaped(change["why"]), escaped(change["reason"])]
    return " — ".join(part for part in told if part)
