"""Puts the parts together: the one place where the log, its views and the questions to them meet."""

import gc
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread
from typing import Self
from uuid import UUID

from domain.accounts import Account
from domain.application import LOG_UNAVAILABLE, Platform
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.working_groups import WorkingGroup
from domain.errors import Refusal
from knowledge.attachments.attachments import Attachments
from knowledge.attachments.places import open_store
from knowledge.attachments.scanner import open_scanner
from knowledge.findable.source import Findable
from knowledge.privacy.sealing import Sealing
from knowledge.privacy.wrapping import WrappingKey
from knowledge.private.addresses import Addresses
from knowledge.private.data_keys import DataKeys
from knowledge.private.database import PrivateDatabase
from knowledge.private.expertise import Roster
from knowledge.private.focal_points import FocalPoints
from knowledge.private.identities import Identities
from knowledge.private.languages import Languages
from knowledge.private.letters import Letters
from knowledge.private.links import KeptLinks
from knowledge.private.passwords import Passwords
from knowledge.private.people import People
from knowledge.private.saved_searches import SavedSearches
from knowledge.private.second_factors import SecondFactors
from knowledge.private.sessions import Sessions
from knowledge.private.tokens import Tokens
from knowledge.private.uploads import Uploads
from knowledge.private.working_copies import WorkingCopies
from knowledge.proof.checkpoints import Checkpoints
from knowledge.settings import Settings
from projections.accounts import Accounts
from projections.activity_book import ActivityBook
from projections.audit import Audit
from projections.beliefs import Beliefs
from projections.believed import Believed
from projections.bulletins import Bulletins
from projections.changes import Changes
from projections.connection_requests import ConnectionRequests
from projections.course_book import CourseBook
from projections.engine import open_views
from projections.evidence import Evidence
from projections.figures import Figures
from projections.hub import Hub
from projections.issued import Issued
from projections.library import Library
from projections.members import Members
from projections.milestones import Milestones
from projections.pledge_book import PledgeBook
from projections.pledge_desk import PledgeDesk
from projections.pledges import Pledges
from projections.practices import Practices
from projections.proof import ProofTree
from projections.rebuilds import Rebuilds
from projections.records import Records
from projections.register import Register
from projections.status import StatusBoard
from projections.timeline import Timeline
from projections.trail import Trail
from projections.views import VIEWS_FAILED, VIEWS_UNAVAILABLE, Views
from projections.worklists import Worklists
from search.index import IndexBusy
from search.live import BREATH, live_index

log = logging.getLogger(__name__)

SEARCH_PATIENCE = 2.0
"""Seconds for which whoever changes what readers see waits for the search."""

Reporter = Callable[[str, int], object]
"""Told how far long work is: what is worked on, and the position reached."""
SELDOM = (20_000, 10, 50)
"""After how many objects, and collections of younger ones, garbage is looked for: once in a thousand bulletins, say."""


class NotMigrated(Refusal):
    """The database lacks the tables of the platform."""


class Knowledge:
    """The platform of one process: its log, its views, and what can be asked of them."""

    def __init__(self, settings: Settings) -> None:
        """Open everything that `settings` name."""
        settings.prepare()
        self.settings = settings
        self.platform = Platform(settings.database_url)
        self.private = PrivateDatabase(settings.accounts_url)
        self.people = People(self.private)
        self.tokens = Tokens(self.private)
        self.sessions = Sessions(self.private, idle=settings.session_idle, longest=settings.session_longest)
        self.addresses = Addresses(self.private)
        self.passwords = Passwords(self.private)
        self.identities, self.languages = Identities(self.private), Languages(self.private)
        self.second_factors = SecondFactors(self.private)
        self.wrapping = WrappingKey(settings.wrapping_key)
        self.sealing = Sealing(DataKeys(self.private), self.wrapping, is_erased=self._is_erased)
        self.links = KeptLinks(self.private)
        self.letters = Letters(self.private)
        self.focal_points = FocalPoints(self.private)
        self.roster = Roster(self.private)
        self.working_copies = WorkingCopies(self.private)
        self.saved_searches = SavedSearches(self.private)
        self.files = open_store(settings.files_url)
        self.attachments = Attachments(
            self.files, Uploads(self.private, quota=settings.uploads.quota), open_scanner(settings.uploads.scanner)
        )
        records, milestones, audit = Records(), Milestones(), Audit()
        practices, pledges, requests = Practices(), Pledges(), ConnectionRequests()
        figures, bulletins, tree, accounts = Figures(), Bulletins(), ProofTree(), Accounts()
        self.views = Views(
            open_views(settings.views_url, at_once=settings.threads),
            self.platform,
            [records, milestones, audit, practices, pledges, requests, figures, bulletins, tree, accounts],
        )
        reader = self.views.reader
        self.register = Register(reader, records, audit)
        self.rebuilds = Rebuilds(self.views.engine)
        self.members = Members(reader, accounts)
        self.hub = Hub(reader, requests)
        self.library = Library(reader, practices)
        self.activities = ActivityBook(reader, records, milestones)
        self.reviews = CourseBook(reader, records, milestones, RegionalReview)
        self.forums = CourseBook(reader, records, milestones, ReviewForum)
        self.groups = CourseBook(reader, records, milestones, WorkingGroup)
        self.pledges = PledgeBook(reader, records, milestones, pledges)
        self.pledge_desk = PledgeDesk(reader, pledges)
        self.timeline = Timeline(reader, records, milestones, audit)
        self.trail = Trail(reader, audit, records, practices, milestones)
        self.worklists = Worklists(reader, records, milestones, figures)
        self.believed = Believed(reader, records, milestones)
        self.issued = Issued(reader, bulletins)
        self.board = StatusBoard(Beliefs(reader, records, milestones))
        self.evidence = Evidence(reader, tree)
        self.checkpoints = Checkpoints(settings, self.evidence, self.views.catch_up)
        changes = Changes(reader, records, milestones, practices, pledges)
        findable = Findable(self.platform, self.views, changes, self.pledges, attached_text=self.attachments.text_of)
        self.index = live_index(settings.data_dir / "search", settings.search_engine, findable)
        self.platform.followers.append(self._follow)

    def migrate(self, report: Reporter = lambda *_: None) -> list[str]:
        """Create what is missing, rebuild what has changed, catch up; return what was rebuilt."""
        self.platform.migrate()
        self.private.migrate()
        outdated = self.views.migrate()
        for name in outdated:
            self.views.rebuild(name, on_progress=partial(report, name))
        self.views.catch_up()
        return outdated

    def warm_up(self) -> None:
        """Read what every answer needs before the first question comes.

        What is read now stays, so the collector of garbage need not look at it again and again, and at
        what comes only seldom: its pauses were the longest part of the slowest answers.
        """
        try:
            self.board.on(datetime.now(tz=UTC).date().isoformat(), position=self.views.position())
        except VIEWS_FAILED:
            log.exception("The views could not be read beforehand.")
        self.warm_up_search()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*SELDOM)

    def warm_up_search(self) -> None:
        """Open the search index; nothing that is wrong with it keeps a process from starting."""
        try:
            self.index.warm_up()
        except Exception:
            log.exception("The search index could not be opened.")

    def make_findable(self, *records: UUID) -> None:
        """Let the search follow what readers see of practices and pledges, before whoever changed it is answered."""
        # What is recorded stays recorded even if the search cannot follow now; the worker will see to it.
        try:
            self.index.follow([str(record) for record in records], patience=SEARCH_PATIENCE)
        except Exception:
            log.exception("The search could not follow what was recorded of %s.", ", ".join(map(str, records)))

    def keep_findable(self) -> bool:
        """Take a batch of the log into the search index; tell whether there may be more."""
        try:
            return self.index.advance()
        except (*VIEWS_UNAVAILABLE, *LOG_UNAVAILABLE):
            raise
        except IndexBusy:
            return False
        except Exception:
            log.exception("The search index could not follow the log.")
            return False

    def search_progress(self, position: int) -> dict[str, str | int]:
        """Tell how far the search index is behind a position of the log."""
        reached = self.index.reached()
        return {"engine": self.settings.search_engine, "position": reached, "lag": max(position - reached, 0)}

    def check_migrated(self) -> None:
        """Refuse to work on a database that was never prepared.

        Raises:
            NotMigrated: it was not.
            BadSetting: what is sealed in it could not be opened, or a key is none.
        """
        if not (self.views.is_migrated() and self.private.is_migrated()):
            raise NotMigrated("Prepare the database first: python -m knowledge migrate")
        self.check_keys()
        self.sealing.check()

    def check_keys(self) -> None:
        """Refuse files that hold no key, or one that can be guessed, before anything needs them.

        Raises:
            BadSetting: as it says.
        """
        self.wrapping.check()
        self.checkpoints.check()

    def close(self) -> None:
        """Give every connection back."""
        self.index.close()
        self.platform.close()
        self.private.close()
        self.views.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _is_erased(self, person: UUID) -> bool:
        return self.platform.has(Account, person) and self.platform.find(Account, person).is_erased

    def _follow(self, position: int) -> None:
        # What is recorded stays recorded even if the views cannot follow now; a later catch-up will.
        try:
            self.views.catch_up()
        except (*VIEWS_FAILED, *LOG_UNAVAILABLE):
            log.exception("The views could not be brought to position %s.", position)


class Worker(Thread):
    """Keeps the views, and then the search index, in step with what any process records."""

    LOOKS_EVERY = 5.0
    """Seconds after which it looks at the log even if nobody woke it."""
    RESTS = 1.0
    """Seconds to leave a database alone that did not answer."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Prepare to work for `knowledge`; `start` begins."""
        super().__init__(name="views", daemon=True)
        self._knowledge = knowledge
        self._stopped = Event()

    def run(self) -> None:
        """Catch up, wait to be woken, and again, until stopped."""
        while not self._stopped.is_set():
            try:
                self._work()
            except (*VIEWS_UNAVAILABLE, *LOG_UNAVAILABLE):
                log.exception("The views cannot be kept in step; trying again.")
                self._stopped.wait(self.RESTS)

    def stop(self) -> None:
        """Finish the batch at hand and end."""
        self._stopped.set()
        self.join()

    def _work(self) -> None:
        waker = self._knowledge.platform.waker()
        try:
            while not self._stopped.is_set():
                self._knowledge.views.catch_up()
                self._knowledge.checkpoints.keep_signed()
                if self._knowledge.keep_findable():
                    # Others, too, may have something to write to the search index.
                    self._stopped.wait(BREATH)
                else:
                    self._wait(waker.wait)
        finally:
            waker.close()

    def _wait(self, wait: Callable[[float], bool]) -> None:
        waited = 0.0
        while not self._stopped.is_set() and waited < self.LOOKS_EVERY and not wait(0.2):
            waited += 0.2
