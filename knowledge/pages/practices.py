"""A practice as readers read it: in their language where it has one, with its sources, versions and citation."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.catalogue.practice_content import TRANSLATABLE
from domain.errors import NotFound, Told
from knowledge.answers import Answer
from knowledge.api.practices import EDITION, published
from knowledge.api.requests import knowledge
from knowledge.api.search import searching
from knowledge.markdown import html_of
from knowledge.pages.blueprint import pages, show, words
from knowledge.pages.languages import language
from knowledge.pages.repository import page_of_hit
from knowledge.permissions import PUBLIC
from knowledge.representations.version import PublicVersion

TEXTS = tuple(name for name in TRANSLATABLE if name not in {"title", "summary", "place"})
"""What is read at length, in its order."""
CITED_AS = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON", "json-ld": "JSON-LD"}
MOST_SIMILAR = 5


@pages.page("/practices/<slug>", permission=PUBLIC)
def show_practice(slug: str) -> ResponseReturnValue:
    """Show a practice in the language of the page if it has been translated, else as it was written."""
    practice = published().practice(slug)
    renderings = {one["language"]: one for one in published().translations(slug)}
    spoken = _chosen({practice["language"], *renderings})
    rendering = renderings.get(spoken)
    content = {**practice["content"], **(rendering["texts"] if rendering else {})}
    similar = searching().similar(UUID(practice["id"]), limit=MOST_SIMILAR)["results"]
    return show(
        "practice.html",
        twin=url_for("practices.show_practice", slug=slug),
        position=knowledge().views.position(),
        practice=practice,
        content=content,
        facts=facts_of(content),
        spoken=spoken or practice["language"],
        rendering=rendering,
        versions=published().versions(slug),
        similar=[{**hit, "page": page_of_hit(hit)} for hit in similar],
        cited=PublicVersion.read(practice, address=url_for("pages.show_practice", slug=slug, _external=True)),
        forms=CITED_AS,
        languages_of=[practice["language"], *renderings],
        texts=TEXTS,
        rendered=html_of,
    )


@pages.page(f"/practices/<slug>/versions/{EDITION}", permission=PUBLIC)
def show_practice_version(slug: str, edition: int) -> ResponseReturnValue:
    """Show what one version said, for whoever was given its digest."""
    version = published().version(slug, edition)
    return show(
        "practice_version.html",
        twin=url_for("practices.show_practice_version", slug=slug, edition=edition),
        position=knowledge().views.position(),
        version=version,
        content=version["content"],
        facts=facts_of(version["content"]),
        latest=published().practice(slug)["edition"],
        texts=TEXTS,
        rendered=html_of,
    )


def _chosen(available: set[str]) -> str:
    """Tell in which language a practice is read: the one that was chosen, else that of the page, else the original.

    Raises:
        NotFound: it is not to be had in the one that was chosen.
    """
    asked = request.args.get("read_in", "")
    if asked and asked not in available:
        raise NotFound(Told("It has not been translated into {asked!r}.", asked=asked))
    return asked or (language() if language() in available else "")


def facts_of(content: Mapping[str, Any]) -> list[tuple[str, list[Answer]]]:
    """List what is known of a practice beside its texts, each value with the address where more like it are found."""
    say = words()
    named = {
        "country": [(code, say.country(code)) for code in content["countries"]],
        "region": [(code, say.region(code)) for code in content["regions"]],
        "primary_objective": [(code, say.objective(code)) for code in content["primary_objectives"]],
        "secondary_objective": [(code, say.objective(code)) for code in content["secondary_objectives"]],
        "principle": [(code, say.principle(code)) for code in content["principles"]],
        "sdg": [(str(goal), say("repository.goal", number=goal)) for goal in content["sdgs"]],
        "implementer": [(name, name) for name in [content["implementer"]] if name],
        "type": [(name, name) for name in [content["type"]] if name],
    }
    return [
        (facet, [{"name": name, "more": url_for("pages.search_repository", **{facet: code})} for code, name in values])
        for facet, values in named.items()
        if values
    ]
