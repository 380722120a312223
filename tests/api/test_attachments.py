"""Files over the API: who may upload, who may download, and what they get."""

import hashlib
from urllib.parse import quote
from uuid import uuid4

import pytest

from domain.catalogue.practice_history import Stage
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import Quorum
from knowledge.attachments.store import LARGEST_FILE
from tests.api.caller import API, Caller
from tests.attachments.files import JPEG, pdf
from tests.support.accounts import open_account
from tests.support.stories import CURATOR
from tests.support.submissions import FIELDS, FOCAL_POINT

REPORT = pdf("Vacunación en la frontera")
DIGEST = hashlib.sha256(REPORT).hexdigest()


@pytest.fixture
def contributor(knowledge):
    """An account that writes."""
    return open_account(knowledge, "contributor")


@pytest.fixture
def author(app, contributor):
    """Who has that account."""
    return Caller(app, token=contributor.secret)


@pytest.fixture
def draft(knowledge, contributor):
    """The id of a draft of theirs."""
    practice = Practice.draft(
        id=uuid4(), practice_kind="initiative", language="es", organization="Migraciones", by=contributor.id
    )
    practice.revise(FIELDS, by=contributor.id)
    knowledge.platform.record(practice)
    return practice.id


@pytest.fixture
def uploaded(author, draft):
    """What was answered to an upload."""
    return author.upload(f"/practices/{draft}/files", REPORT, "Vacunación.pdf").json


@pytest.fixture
def uploaded_to(draft, uploaded):
    """Where those who may see the draft find its file."""
    assert uploaded["digest"] == DIGEST
    return f"/practices/{draft}/draft/files"


@pytest.fixture
def published(knowledge, draft, uploaded):
    """The slug of the practice, published with its file."""
    return publish(knowledge, draft, [uploaded])


def publish(knowledge, draft, files):
    """Bring a draft with these files to readers, and return its slug."""
    with knowledge.platform.change(Practice, draft) as practice:
        practice.revise({"files": files}, by=practice.author)
        practice.submit(by=practice.author, focal_point=FOCAL_POINT)
        practice.screen(by=CURATOR)
        practice.waive_quorum(why="Urgente.", by=CURATOR)
        practice.accept(Quorum(), by=CURATOR)
        practice.publish(by=CURATOR)
    return practice.slug


@pytest.fixture
def anybody(app):
    """A reader without an account."""
    client = app.test_client()
    return lambda address: client.get(f"{API}{address}", buffered=True)


def test_uploading_answers_how_the_file_is_named(author, draft):
    answer = author.upload(f"/practices/{draft}/files", REPORT, "Vacunación.pdf")

    assert answer.status_code == 201
    assert answer.json == {
        "digest": DIGEST,
        "name": "Vacunación.pdf",
        "media_type": "application/pdf",
        "size": len(REPORT),
    }
    assert author.upload(f"/practices/{draft}/files", REPORT, "Vacunación.pdf").json == answer.json


def test_only_its_author_uploads_to_a_practice(app, knowledge, api, draft):
    other = Caller(app, token=open_account(knowledge, "contributor").secret)

    assert other.upload(f"/practices/{draft}/files", REPORT, "x.pdf").status_code == 404
    assert api.upload(f"/practices/{draft}/files", REPORT, "x.pdf").status_code == 404
    assert api.upload(f"/practices/{uuid4()}/files", REPORT, "x.pdf").status_code == 404


def test_files_are_uploaded_to_a_draft(knowledge, author, draft):
    with knowledge.platform.change(Practice, draft) as practice:
        practice.submit(by=practice.author, focal_point=FOCAL_POINT)
        assert practice.stage is Stage.SUBMITTED

    answer = author.upload(f"/practices/{draft}/files", REPORT, "x.pdf")

    assert (answer.status_code, answer.json["type"]) == (409, "/problems/wrong-stage")


def test_uploading_to_a_version_that_was_not_read_is_refused(author, draft):
    assert author.upload(f"/practices/{draft}/files", REPORT, "x.pdf", if_match='"1"').status_code == 412
    assert author.upload(f"/practices/{draft}/files", REPORT, "x.pdf", if_match='"2"').status_code == 201


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"MZ", "x.pdf", "unknown-kind"),
        (REPORT, "x.docx", "wrong-extension"),
        (REPORT, "x.pdf.exe", "wrong-extension"),
        (REPORT, "x.exe.pdf", "bad-name"),
        (REPORT, "../x.pdf", "bad-name"),
    ],
)
def test_what_is_not_attached_is_refused_at_the_field(author, draft, content, name, problem):
    answer = author.upload(f"/practices/{draft}/files", content, name)

    assert (answer.status_code, answer.json["type"]) == (422, f"/problems/{problem}")
    assert answer.json["errors"][0]["pointer"] == "#/file"


def test_a_form_without_a_file_is_refused(author, draft):
    sent = {**author.headers(), "Content-Type": "multipart/form-data"}

    assert author.call("POST", f"/practices/{draft}/files", data={}, headers=sent).status_code == 422
    assert author.call("POST", f"/practices/{draft}/files", data={"file": "x"}, headers=sent).status_code == 422
    assert author.post(f"/practices/{draft}/files", {"file": "x"}).status_code == 415


def test_a_file_over_25_megabytes_is_too_large(author, draft):
    over = author.upload(f"/practices/{draft}/files", JPEG + bytes(LARGEST_FILE + 1 - len(JPEG)), "x.jpg")
    whole = author.upload(f"/practices/{draft}/files", JPEG + bytes(LARGEST_FILE - len(JPEG)), "x.jpg")
    far_over = author.upload(f"/practices/{draft}/files", bytes(LARGEST_FILE + 100_000), "x.jpg")

    assert (over.status_code, over.json["type"]) == (413, "/problems/file-too-large")
    assert whole.status_code == 201
    assert far_over.status_code == 413


def test_other_bodies_are_as_small_as_before(author):
    assert author.post("/documents", b"[" + b" " * 1_048_576 + b"]").status_code in {403, 413}


def test_anybody_downloads_a_file_of_a_public_practice(anybody, published):
    answer = anybody(f"/practices/{published}/files/{DIGEST}")

    assert answer.status_code == 200
    assert answer.data == REPORT
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=Vacunacion.pdf; filename*=UTF-8''{quote('Vacunación.pdf')}"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"] == f'"{DIGEST}"'
    assert answer.content_length == len(REPORT)


def test_a_part_of_a_file_is_downloaded(api, published):
    part = api.call("GET", f"/practices/{published}/files/{DIGEST}", headers={"Range": "bytes=100-199"})
    beyond = api.call("GET", f"/practices/{published}/files/{DIGEST}", headers={"Range": "bytes=99999999-"})

    assert (part.status_code, part.data) == (206, REPORT[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(REPORT)}"
    assert beyond.status_code == 416


def test_whoever_has_the_file_is_told_so(api, published):
    answer = api.call("GET", f"/practices/{published}/files/{DIGEST}", headers={"If-None-Match": f'"{DIGEST}"'})

    assert (answer.status_code, answer.data) == (304, b"")


def test_a_file_is_public_only_with_the_version_that_names_it(anybody, knowledge, author, draft, published):
    with knowledge.platform.change(Practice, draft) as practice:
        practice.start_version(by=practice.author)
    digest = author.upload(f"/practices/{draft}/files", pdf("not named yet"), "x.pdf").json["digest"]

    assert anybody(f"/practices/{published}/files/{digest}").status_code == 404
    assert anybody(f"/practices/{published}/files/{'0' * 64}").status_code == 404
    assert anybody(f"/practices/another/files/{DIGEST}").status_code == 404
    assert anybody(f"/practices/{published}/files/{DIGEST}").status_code == 200


def test_a_draft_is_not_public_by_its_empty_slug(anybody, draft, uploaded):
    for slug in ("", "%20", draft):
        assert anybody(f"/practices/{slug}/files/{uploaded['digest']}").status_code == 404


def test_the_files_of_an_unpublished_practice_are_gone(api, knowledge, draft, published):
    with knowledge.platform.change(Practice, draft) as practice:
        practice.unpublish(why="Retirada.", by=CURATOR)
    gone = api.get(f"/practices/{published}/files/{DIGEST}")
    assert (gone.status_code, gone.json["type"]) == (410, "/problems/gone")

    with knowledge.platform.change(Practice, draft) as practice:
        practice.restore(why="Error.", by=CURATOR)
    assert api.get(f"/practices/{published}/files/{DIGEST}").status_code == 200


def test_an_archived_practice_keeps_its_files(api, knowledge, draft, published):
    with knowledge.platform.change(Practice, draft) as practice:
        practice.archive(why="Antigua.", by=CURATOR)

    assert api.get(f"/practices/{published}/files/{DIGEST}").status_code == 200


def test_an_earlier_public_version_keeps_its_files_until_it_is_withheld(api, knowledge, draft, published):
    address = f"/practices/{published}/files/{DIGEST}"
    with knowledge.platform.change(Practice, draft) as practice:
        practice.correct_slip({"files": []}, why="Sobra.", by=CURATOR)
    assert api.get(address).status_code == 200

    with knowledge.platform.change(Practice, draft) as practice:
        practice.unpublish(why="Retirada.", by=CURATOR)
    assert api.get(address).status_code == 410


def test_the_files_of_a_version_that_was_taken_back_do_not_return_with_the_next(api, knowledge, draft, published):
    with knowledge.platform.change(Practice, draft) as practice:
        practice.unpublish(why="Retirada.", by=CURATOR)
        practice.start_version(by=practice.author)
    publish(knowledge, draft, [])

    assert api.get(f"/practices/{published}").status_code == 200
    assert api.get(f"/practices/{published}/files/{DIGEST}").status_code == 404


def test_a_file_of_a_draft_is_for_those_who_may_see_the_draft(app, anybody, knowledge, author, uploaded_to):
    address = f"{uploaded_to}/{DIGEST}"
    curator, stranger = (Caller(app, token=open_account(knowledge, role).secret) for role in ("curator", "contributor"))

    assert author.get_signed(address).data == REPORT
    assert author.get_signed(address).headers["Cache-Control"] == "no-store"
    assert curator.get_signed(address).status_code == 404
    assert stranger.get_signed(address).status_code == 404
    assert anybody(address).status_code == 401
    assert author.get_signed(f"{uploaded_to}/{'0' * 64}").status_code == 404
    assert author.get_signed(f"/practices/{uuid4()}/draft/files/{DIGEST}").status_code == 404


def test_a_reviewer_downloads_the_files_of_what_they_review(app, knowledge, draft, uploaded, uploaded_to):
    opened = open_account(knowledge, "reviewer")
    reviewer = Caller(app, token=opened.secret)
    address = f"{uploaded_to}/{DIGEST}"
    assert reviewer.get_signed(address).status_code == 404

    with knowledge.platform.change(Practice, draft) as practice:
        practice.revise({"files": [uploaded]}, by=practice.author)
        practice.submit(by=practice.author, focal_point=FOCAL_POINT)
        practice.screen(by=CURATOR)
        practice.invite_reviewer(opened.id, affiliation="external", organization="Universidad", by=CURATOR)
        practice.accept_invitation(by=opened.id)
    assert reviewer.get_signed(address).status_code == 200

    with knowledge.platform.change(Practice, draft) as practice:
        practice.declare_interests(has_conflict=True, statement="Primo.", by=opened.id)
    assert reviewer.get_signed(address).status_code == 404

    with knowledge.platform.change(Practice, draft) as practice:
        practice.recuse(opened.id, why="Conflicto.", by=CURATOR)
    assert reviewer.get_signed(address).status_code == 404


def test_a_file_whose_bytes_are_lost_is_not_found(api, knowledge, published):
    knowledge.attachments._store.remove(DIGEST)  # noqa: SLF001 - somebody has removed it behind our back

    assert api.get(f"/practices/{published}/files/{DIGEST}").status_code == 404
