"""Who may do what: one table. A permission is a noun and the verb of its method, event and route."""

from collections.abc import Mapping

from domain.accounts import Role

PUBLIC = "public"
"""The permission that everybody has, with or without an account."""
SIGNED_IN = "account:use-own"
"""What everybody with an account may do: see and change what is theirs alone."""

_OWN_WORK = (
    "practice:draft",
    "practice:revise",
    "practice:submit",
    "practice:withdraw",
    "practice:start-version",
    "practice:give-clarification",
    "practice:translate",
    "pledge:draft",
    "pledge:revise",
    "pledge:submit",
    "pledge:take-back",
    "pledge:propose-amendment",
    "pledge:report-progress",
    "pledge:link-match",
    "pledge:unlink-match",
    "pledge:withdraw",
)
_REVIEW = (
    "practice:accept-invitation",
    "practice:decline-invitation",
    "practice:declare-interests",
    "practice:recuse",
    "practice:file-review",
    "practice:ask-clarification",
)
_ASK_FOR_SUPPORT = (
    "connection-request:raise",
    "connection-request:revise",
    "connection-request:raise-again",
    "connection-request:decline-offer",
    "connection-request:accept-offer",
    "connection-request:complete",
    "connection-request:withdraw",
)
_GIVE_SUPPORT = (
    "connection-request:decline-invitation",
    "connection-request:make-offer",
    "connection-request:withdraw-offer",
    "connection-request:start-delivery",
    "connection-request:report-delivery",
)
_CONNECT = (
    "connection-request:curate",
    "connection-request:return",
    "connection-request:assess",
    "connection-request:invite-provider",
    "connection-request:withdraw-invitation",
    "connection-request:close-unmet",
)
_RECORDS_WITH_MILESTONES = (
    *("network", "champion", "working-group"),
    *("project", "support-activity"),
    *("regional-review", "review-forum"),
)
_MILESTONES = (
    *(f"{record}:{verb}" for record in _RECORDS_WITH_MILESTONES for verb in ("record-milestone", "observe-status")),
    "milestone:refine",
    "milestone:correct",
    "milestone:retract",
    "milestone:reinstate",
)
_RECORDS = (
    "document:register",
    "document:state-figure",
    "project:register",
    "working-group:register",
    "support-activity:register",
    "regional-review:register",
    "review-forum:register",
)
_LOOK_FOR_HELP = ("expert-listing:find",)
_COORDINATION = (*_OWN_WORK, *_MILESTONES, *_RECORDS, *_ASK_FOR_SUPPORT, *_GIVE_SUPPORT, *_LOOK_FOR_HELP)
_DECISIONS = (
    "bulletin:issue",
    "bulletin:issue-erratum",
    "milestone:settle",
    "practice:curate",
    "practice:return",
    "practice:screen",
    "practice:invite-reviewer",
    "practice:recuse-reviewer",
    "practice:ask-clarification",
    "practice:waive-quorum",
    "practice:accept",
    "practice:ask-for-changes",
    "practice:decline",
    "practice:erase-focal-point",
    "practice:publish",
    "practice:correct-slip",
    "practice:translate",
    "practice:ask-for-update",
    "practice:archive",
    "practice:unpublish",
    "practice:restore",
    "pledge:curate",
    "pledge:return",
    "pledge:decline",
    "pledge:publish",
    "pledge:amend",
    "pledge:return-amendment",
)
_INVITING = (
    "account:open",
    "account:invite",
    "account:read",
    "account:grant-role",
)
_READ_SIDES = (
    "projection:read",
    "projection:rebuild",
    "projection:retry-parked",
)
_ACCOUNTS = (
    *_INVITING,
    "account:describe",
    "account:revoke-role",
    "account:issue-token",
    "account:revoke-token",
    "account:sign-out",
    "account:reset-second-factor",
    "account:suspend",
    "account:resume",
    "account:close",
    "account:erase",
)

GRANTS: Mapping[Role, frozenset[str]] = {
    Role.CONTRIBUTOR: frozenset((*_OWN_WORK, *_GIVE_SUPPORT)),
    Role.REVIEWER: frozenset(_REVIEW),
    Role.COORDINATOR: frozenset(_COORDINATION),
    Role.CURATOR: frozenset((*_COORDINATION, *_DECISIONS, *_CONNECT, *_INVITING)),
    Role.AUDITOR: frozenset(("audit:read",)),
    Role.ADMINISTRATOR: frozenset((*_ACCOUNTS, *_READ_SIDES)),
}
"""What each role may do. A coordinator may do it for the countries of the role."""

EVERYTHING = frozenset().union(*GRANTS.values()) | {SIGNED_IN}
"""Every permission there is."""
EVERYWHERE: frozenset[str] = frozenset({"*"})
"""The countries of a role that is not held for some only."""


def permissions_of(roles: Mapping[str, list[str]]) -> Mapping[str, frozenset[str]]:
    """Map every permission that roles give to the countries it is held for.

    Args:
        roles: to their countries, as an account has them; no countries means everywhere.
    """
    held: dict[str, frozenset[str]] = {SIGNED_IN: EVERYWHERE}
    for role, countries in roles.items():
        for permission in GRANTS[Role(role)]:
            held[permission] = held.get(permission, frozenset()) | (frozenset(countries) or EVERYWHERE)
    return held
