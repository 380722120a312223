"""What a bulletin says of the machinery: where the Compact was reviewed, and what became of working groups."""

from collections.abc import Sequence

from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.working_groups import WorkingGroup
from domain.status import Knowledge
from knowledge.answers import Answer, status_answer
from knowledge.bulletins.edition import WITH_REVIEWS, Edition
from knowledge.bulletins.phrases import certainly, dates_of, text_of
from knowledge.compact_reviews import DECLARATION, covers, forums_on, reviews_on, stand_answer
from knowledge.groups import groups_on, outputs_of, successors_of
from knowledge.pages.words import Words
from knowledge.wiring import Knowledge as Platform
from projections.course_book import Stand


def reviews_of(platform: Platform, edition: Edition) -> list[Answer]:
    """Describe the forums, in which all States meet, and the regional reviews of the scope, as they stood."""
    day, position, scope = edition.valid_at, edition.known_at, edition.countries
    forums = forums_on(platform, day, position=position)
    reviews = reviews_on(platform, day, position=position)
    return [
        *(_review(one, ReviewForum.kind) for one in forums if _is_known(one, ReviewForum.kind)),
        *(
            _review(one, RegionalReview.kind)
            for one in reviews
            if _is_known(one, RegionalReview.kind) and (scope is None or covers(one.facts["regions"], scope))
        ),
    ]


def groups_of(platform: Platform, edition: Edition, previous: Edition | None) -> list[Answer]:
    """Describe the working groups of whose state the bulletin before said nothing, or something else."""
    told = {}
    if previous and previous.template >= WITH_REVIEWS:
        told = {one.code: _how_far(one) for one in groups_on(platform, previous.valid_at, position=previous.known_at)}
    every = groups_on(platform, edition.valid_at, position=edition.known_at)
    names = {one.code: one.facts["names"] for one in every}
    return [
        {
            "code": one.code,
            "names": one.facts["names"],
            **_standing(one, WorkingGroup.kind),
            "successors": [{"code": code, "names": names.get(code, {})} for code in successors_of(one)],
            "outputs": [
                {name: each[name] for name in ("output", "status", "is_published")} for each in outputs_of(one)
            ],
        }
        for one in every
        if _is_known(one, WorkingGroup.kind) and told.get(one.code) != _how_far(one)
    ]


def word_reviews(reviews: Sequence[Answer], say: Words) -> list[Answer]:
    """Word reviews and forums."""
    return [_worded(one, say) for one in reviews]


def word_groups(groups: Sequence[Answer], say: Words) -> list[Answer]:
    """Word working groups."""
    return [
        {
            **text_of("name", one["names"], say),
            "state": certainly(say.states(WorkingGroup.kind, one["one_of"]), one["certainty"], say),
            "successors": ", ".join(say.text(each["names"]) or each["code"] for each in one["successors"]),
            "outputs": [
                f"{each['output']} ({_output_state(each, say)})" if _output_state(each, say) else each["output"]
                for each in one["outputs"]
            ],
        }
        for one in groups
    ]


def _review(stand: Stand, track: str) -> Answer:
    told = stand_answer(stand, track)
    declaration = stand.tracks.get(DECLARATION)
    return {
        "kind": track,
        "code": stand.code,
        "title": stand.facts["title"],
        **_standing(stand, track),
        "date": told["status"]["date"],
        "scheduled_for": told["scheduled_for"],
        "place": told["place"],
        "declaration": status_answer(declaration) if declaration else None,
        "reports": [one["country"] for one in told["reports"]],
    }


def _standing(stand: Stand, track: str) -> Answer:
    status = stand.tracks[track]
    return {
        "certainty": status.knowledge,
        "one_of": list(status.one_of),
        "milestones": [one.evidence.position for one in stand.told],
    }


def _is_known(stand: Stand, track: str) -> bool:
    return stand.tracks[track].knowledge is not Knowledge.UNKNOWN


def _how_far(stand: Stand) -> tuple[object, ...]:
    status = stand.tracks[WorkingGroup.kind]
    return status.knowledge, status.one_of, outputs_of(stand)


def _worded(review: Answer, say: Words) -> Answer:
    state = certainly(say.states(review["kind"], review["one_of"]), review["certainty"], say)
    declared = review["declaration"]
    lines = []
    if declared and declared["certainty"] != Knowledge.UNKNOWN:
        states = certainly(say.states(DECLARATION, declared["one_of"]), declared["certainty"], say)
        lines.append((say("tracks.declaration"), states))
    if review["scheduled_for"]:
        lines.append((say("reviews.set_for"), say.date(review["scheduled_for"])))
    if review["place"]:
        lines.append((say("reviews.place"), review["place"]))
    if review["reports"]:
        lines.append((say("reviews.reports"), ", ".join(map(say.country, review["reports"]))))
    return {
        **text_of("title", review["title"], say),
        "state": state,
        "date": dates_of([review["date"]], say) if review["date"] else "",
        "facts": [{"name": name, "value": value} for name, value in lines],
    }


def _output_state(output: Answer, say: Words) -> str:
    if output["is_published"]:
        return say("groups.published")
    return say("output_status", output["status"]) if output["status"] else ""
