"""The sections of the pages, as every page offers them: one table, a line a section."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.pages.labels import key
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.roster import FIND
from knowledge.security import Caller


@dataclass(frozen=True)
class Section:
    """A page that is offered everywhere, or a heading for several.

    Args:
        label: what it is called.
        endpoint: of the page; empty for a heading.
        permission: what somebody needs so that it is offered.
        below: what is offered below a heading.
        covers: the endpoints of other pages that belong to it.
    """

    label: str
    endpoint: str = ""
    permission: str = PUBLIC
    below: Sequence["Section"] = ()
    covers: frozenset[str] = frozenset()

    def holds(self, endpoint: str | None) -> bool:
        """Tell whether a page belongs to it."""
        return endpoint in {self.endpoint, *self.covers} or any(one.holds(endpoint) for one in self.below)


ACCOUNTS = frozenset({"pages.show_account", "pages.show_inviting"})
IN_WORK = frozenset({"pages.show_act", "pages.show_check", "pages.show_files", "pages.show_in_work", "pages.show_step"})
HUB = frozenset(
    {
        "pages.show_hub_queue",
        "pages.show_my_requests",
        "pages.show_raising",
        "pages.show_request",
        "pages.show_step_of_request",
    }
)
ISSUING = ("pages.show_issuing_bulletin", "pages.show_issuing_erratum")
PLEDGES = frozenset(
    {
        "pages.show_act_on_pledge",
        "pages.show_act_on_submission",
        "pages.show_my_pledges",
        "pages.show_pledge",
        "pages.show_pledge_dashboard",
        "pages.show_pledge_in_work",
        "pages.show_pledge_queue",
        "pages.show_writing_pledge",
    }
)
RECORDING = frozenset(
    {
        "pages.choose_milestone",
        "pages.show_changing",
        "pages.show_observing",
        "pages.show_recording",
        "pages.show_registering_activity",
        "pages.show_registering_document",
        "pages.show_registering_forum",
        "pages.show_registering_group",
        "pages.show_registering_project",
        "pages.show_registering_review",
    }
)

SECTIONS: Sequence[Section] = (
    Section(key("board.nav"), "pages.show_board", covers=frozenset({"pages.show_country", "pages.compare_status"})),
    Section(
        key("repository.title"),
        "pages.search_repository",
        covers=frozenset({"pages.show_practice", "pages.show_practice_version"}),
    ),
    Section(key("timeline.nav"), "pages.show_timeline", covers=frozenset({"pages.show_milestone"})),
    Section(
        key("bulletins.title"),
        "pages.show_bulletins",
        covers=frozenset({"pages.show_bulletin", "pages.show_issued_bulletin", "pages.compare_bulletins", *ISSUING}),
    ),
    Section(
        key("site.network_nav"),
        below=(
            Section(key("kinds.network"), "pages.show_networks", covers=frozenset({"pages.show_network"})),
            Section(key("kinds.champion"), "pages.show_champions", covers=frozenset({"pages.show_champion"})),
            Section(key("kinds.project"), "pages.show_projects", covers=frozenset({"pages.show_project"})),
            Section(
                key("reviews.title"),
                "pages.show_reviews",
                covers=frozenset({"pages.show_regional_review", "pages.show_review_forum"}),
            ),
            Section(key("groups.nav"), "pages.show_working_groups", covers=frozenset({"pages.show_working_group"})),
            Section(key("kinds.support-activity"), "pages.show_activities"),
            Section(key("pledges.title"), "pages.show_pledges", covers=PLEDGES),
            Section(key("roster.title"), "pages.show_experts", FIND, covers=frozenset({"pages.show_expert"})),
            Section(key("hub.title"), "pages.show_hub", covers=HUB),
        ),
    ),
    Section(
        key("site.work_nav"),
        below=(
            Section(key("desk.title"), "pages.show_desk", SIGNED_IN, covers=IN_WORK),
            Section(key("drafting.title"), "pages.show_beginning", "practice:draft"),
            Section(key("recording.title"), "pages.choose_record", "network:record-milestone", covers=RECORDING),
            Section(key("queue.title"), "pages.show_queue", "practice:curate"),
            Section(key("work.nav"), "pages.show_worklists", covers=frozenset({"pages.show_worklist"})),
        ),
    ),
    Section(
        key("site.admin_nav"),
        below=(
            Section(key("admin.accounts"), "pages.show_accounts", "account:read", covers=ACCOUNTS),
            Section(key("read_sides.title"), "pages.show_projections", "projection:read"),
        ),
    ),
)


def sections_for(caller: Caller) -> Sequence[Section]:
    """List what is offered to somebody; a heading below which nothing is left is not."""
    return _offered(SECTIONS, caller)


def _offered(sections: Sequence[Section], caller: Caller) -> tuple[Section, ...]:
    allowed = (section for section in sections if caller.may(section.permission))
    offered = (replace(section, below=_offered(section.below, caller)) for section in allowed)
    return tuple(section for section in offered if section.endpoint or section.below)
