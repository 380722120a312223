"""Every aggregate of the platform, so that whoever opens the log can read all of its events."""

from domain.accounts import Account
from domain.bulletins import Bulletin
from domain.catalogue.practices import Practice
from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.catalogue.support_kinds import SupportKind
from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.expert_listings import ExpertListing
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument

__all__ = [
    "Account",
    "Bulletin",
    "ChampionCountry",
    "ConnectionRequest",
    "ExpertListing",
    "NationalNetwork",
    "Pledge",
    "PledgeSubmission",
    "Practice",
    "Project",
    "RegionalReview",
    "ReviewForum",
    "SourceDocument",
    "SupportActivity",
    "SupportKind",
    "WorkingGroup",
]
