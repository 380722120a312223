"""Practices, initiatives and lessons learned: from draft through peer review to readers, version by version."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

import msgspec
from slugify import slugify

from domain.catalogue.practice_content import TRANSLATABLE, Content, Kind, digest_of, missing_fields, read_changes
from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.practice_imports import ImportedPractice, NotImported
from domain.documents import LANGUAGE, LanguageTag
from domain.errors import InvalidField, InvalidFields, RuleBroken, Told
from domain.facts import check_code, check_plain, join
from domain.sealing import Seal, openly
from domain.workflows import NothingRevised, either, in_words, said


class WrongStanding(RuleBroken):
    """What readers see of it does not allow that."""


class FocalPointMissing(InvalidField):
    """The main implementer's focal point is named when a practice is submitted."""


class Practice(ImportedPractice):
    """Something tried somewhere that others can learn from.

    `edition` counts published versions; what readers see of the last one is its `standing`, while
    the next one may be in work at some `stage`. A published version never changes.
    """

    kind = "practice"

    @classmethod
    def draft(cls, *, id: UUID, practice_kind: str, language: str, organization: str, by: UUID) -> Self:
        """Begin to write.

        Args:
            id: random.
            practice_kind: good_practice, initiative or lesson_learned.
            language: of the original, BCP 47.
            organization: that the author writes for.
            by: the author.

        Raises:
            InvalidField: the kind or the language is unknown.
        """
        if practice_kind not in set(Kind):
            raise InvalidField(
                Told("{given!r} is none of {known}.", given=practice_kind, known=", ".join(Kind)), field="kind"
            )
        check_code(language, LanguageTag, field="language")
        check_plain(organization, field="organization")
        return cls._begin(id, by=by, practice_kind=practice_kind, language=language, organization=organization.strip())

    def revise(self, changes: Mapping[str, Any], *, by: UUID) -> None:
        """Change what the draft says.

        Args:
            changes: fields of `Content` and their new values.
            by: the author.

        Raises:
            NotTheAuthor: somebody else tries to.
            WrongStage: it is not a draft.
            InvalidField: a value cannot be recorded.
            NothingRevised: everything is so already.
        """
        self._only_author(by)
        self._only_while(Stage.DRAFT)
        said_so_far = msgspec.to_builtins(self.content)
        new = {name: value for name, value in read_changes(changes).items() if said_so_far[name] != value}
        if not new:
            raise NothingRevised
        self.trigger_event(self.Revised, by=by, changes=new)

    def submit(self, *, by: UUID, focal_point: UUID | None) -> None:
        """Hand it in.

        Raises:
            NotTheAuthor: somebody else tries to.
            WrongStage: it is not a draft.
            InvalidFields: its kind requires more than it says.
            FocalPointMissing: nobody is named who answers for the main implementer.
        """
        self._only_author(by)
        self._only_while(Stage.DRAFT)
        self._refuse_missing(self.content)
        if focal_point is None:
            raise FocalPointMissing("Name the main implementer's focal point.", field="focal_point")
        self.trigger_event(self.Submitted, by=by, focal_point=focal_point)

    def withdraw(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Take the version in work back before it is published.

        Raises:
            NotTheAuthor: somebody else tries to.
            WrongStage: nothing is in work.
        """
        self._only_author(by)
        self._only_while(Stage.DRAFT, Stage.SUBMITTED, Stage.IN_REVIEW, Stage.ACCEPTED)
        self.trigger_event(self.Withdrawn, by=by, reason=seal(said(why), self._place("reason")))

    def lapse(self, *, by: UUID) -> None:
        """Give a draft up that nobody goes on writing: it was left alone too long, or its author was erased.

        Raises:
            WrongStage: it is not a draft.
        """
        self._only_while(Stage.DRAFT)
        self.trigger_event(self.Lapsed, by=by)

    def publish(self, *, by: UUID) -> None:
        """Release it to readers, also where an earlier version was archived or taken from them.

        Raises:
            WrongStage: nobody accepted it.
        """
        self._only_while(Stage.ACCEPTED)
        self.trigger_event(self.Published, by=by, **self._release(self.content))

    def publish_imported(self, changes: Mapping[str, Any], *, by: UUID) -> None:
        """Release what readers could read where it comes from, whatever it lacks, without a review of ours.

        Args:
            changes: fields of `Content` and their values, in addition to what the draft says.
            by: the account that imports it.

        Raises:
            NotImported: it does not come from elsewhere.
            WrongStage: it is not a draft.
            InvalidField: a value cannot be recorded, or there is no title.
        """
        self._only_while(Stage.DRAFT)
        if not self.origin or self.edition:
            raise NotImported
        imported = msgspec.convert({**self.fields, **read_changes(changes)}, Content)
        if not imported.title.strip():
            raise InvalidField("Nothing is published without a title.", field="title")
        self.trigger_event(self.Published, by=by, **self._release(imported))

    def correct_slip(self, changes: Mapping[str, Any], *, why: str, by: UUID) -> None:
        """Release a version that mends a slip and needs no review.

        Raises:
            WrongStage: a version is in work.
            WrongStanding: readers do not see it.
            InvalidField: a value cannot be recorded.
            InvalidFields: its kind requires what the correction takes away.
            NothingRevised: everything is so already.
        """
        self._only_while(Stage.PUBLISHED)
        self._only_standing(Standing.PUBLIC)
        mended = msgspec.convert({**self.fields, **read_changes(changes)}, Content)
        if mended == self.content:
            raise NothingRevised
        self._refuse_missing(mended)
        self.trigger_event(self.MinorCorrectionPublished, by=by, reason=said(why), **self._release(mended))

    def start_version(self, *, by: UUID) -> None:
        """Begin the next version; the last one stays with readers.

        Raises:
            NotTheAuthor: somebody else tries to.
            WrongStage: none was published, or one is in work.
        """
        self._only_author(by)
        self._only_while(Stage.PUBLISHED)
        self.trigger_event(self.VersionStarted, by=by)

    def translate(self, language: str, texts: Mapping[str, str], *, by: UUID) -> None:
        """Render the last published version in another language.

        Raises:
            WrongStanding: readers do not see it.
            InvalidField: it is the original's language, or a field is none that is translated.
        """
        self._only_standing(Standing.PUBLIC)
        if not LANGUAGE.fullmatch(language) or language == self.language:
            raise InvalidField(
                Told("{language!r} is not another language of BCP 47.", language=language), field="language"
            )
        for name in texts:
            if name not in TRANSLATABLE:
                raise InvalidField("This field is not translated.", field=f"texts/{name}")
        try:
            rendered = read_changes(texts)
        except InvalidField as error:
            error.field = join("texts", error.field)
            raise
        if not rendered.get("title", "").strip():
            raise InvalidField("Translate the title at least.", field="texts/title")
        self.trigger_event(self.Translated, by=by, edition=self.edition, language=language, texts=rendered)

    def ask_for_update(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Ask its author whether it still holds.

        Raises:
            WrongStanding: readers do not see it.
        """
        self._only_standing(Standing.PUBLIC, Standing.ARCHIVED)
        self.trigger_event(self.UpdateAsked, by=by, reason=seal(said(why), self._place("reason")))

    def archive(self, *, why: str, by: UUID) -> None:
        """Mark it as outdated.

        Raises:
            WrongStanding: it is not public.
        """
        self._only_standing(Standing.PUBLIC)
        self.trigger_event(self.Archived, by=by, reason=said(why))

    def unpublish(self, *, why: str, by: UUID) -> None:
        """Take it from readers, with every version so far; a later one can still be published.

        Raises:
            WrongStanding: readers do not see it.
        """
        self._only_standing(Standing.PUBLIC, Standing.ARCHIVED)
        self.trigger_event(self.Unpublished, by=by, reason=said(why))

    def restore(self, *, why: str, by: UUID) -> None:
        """Give it back to readers as it was: what had been archived is archived again.

        Raises:
            WrongStanding: it is neither archived nor unpublished.
        """
        self._only_standing(Standing.ARCHIVED, Standing.UNPUBLISHED)
        self.trigger_event(self.Restored, by=by, reason=said(why))

    def is_shown(self, edition: int) -> bool:
        """Tell whether readers may see a version: it is published, and was not taken from them."""
        return self.withheld < edition <= self.edition

    @property
    def is_given_up(self) -> bool:
        """Whether nobody goes on writing it: no version is in work, but for what readers have."""
        return self.stage in {Stage.WITHDRAWN, Stage.PUBLISHED}

    @property
    def stale_translations(self) -> list[str]:
        """The languages in which an earlier version was rendered, not the last."""
        return sorted(language for language, edition in self.translations.items() if edition != self.edition)

    def _refuse_missing(self, content: Content) -> None:
        if missing := missing_fields(Kind(self.practice_kind), content):
            needed = Told("A submission of this kind needs it.")
            raise InvalidFields(dict.fromkeys(missing, needed))

    def _release(self, content: Content) -> dict[str, Any]:
        return {
            "edition": self.edition + 1,
            "slug": self.slug or f"{slugify(content.title, max_length=80)}-{str(self.id)[:8]}".lstrip("-"),
            "content": content,
            "digest": digest_of(self.practice_kind, self.language, content),
        }

    def _only_standing(self, *standings: Standing) -> None:
        if self.standing not in standings:
            raise WrongStanding(
                Told(
                    "What readers see is {standing}, not {standings}.",
                    standing=in_words(self.standing),
                    standings=either(standings),
                )
            )
