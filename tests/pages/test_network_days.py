"""What the Network does together, lived through in a real browser by those whose work it is."""

import pytest
from playwright.sync_api import expect

from knowledge.recording import Author, Recorder
from knowledge.security import ADMINISTRATOR
from tests.attachments.files import pdf
from tests.pages.conftest import make_findable
from tests.pages.house import dates, presses, sends, types

CALENDAR = "Calendar of reviews"
PROMISE = (
    "We open offices at which whoever arrives regularizes their stay in one go, for everybody and for nothing. " * 4
)


@pytest.fixture(scope="module")
def calendar(house):
    """A document on which what happened rests, by the value by which forms offer it."""
    done = Recorder(house.knowledge).register_document(Author(ADMINISTRATOR), title=CALENDAR, language="en")
    return str(done.aggregate_id)


def chooses(page, milestone, day, source, **details):
    """Record a milestone from a page that links its form, and return the address of its own page."""
    page.locator(f"main a[href$='/{milestone}']").click()
    page.wait_for_url(f"**/{milestone}*")
    return records(page, day, source, **details)


def records(page, day, source, **details):
    """Record a milestone in the form at hand, and return the address of its own page."""
    dates(page, *day.split("-"))
    types(page, source__document=source, **{f"details__{name}": value for name, value in details.items()})
    presses(page, "Check before recording")
    presses(page, "Record")
    page.wait_for_url("**/milestones/*")
    return page.url


def record_all(page, record, source, *told):
    """Record one milestone of a record after the other."""
    for milestone, day, details in told:
        page.goto(f"record/{record}/{milestone}")
        records(page, day, source, **details)


def registers(page, shelf, act, record, **fields):
    """Register something from the page that lists its kind, and return with its milestones before one."""
    page.goto(shelf)
    page.get_by_role("button", name=act).click()
    page.wait_for_url("**/register-record/*")
    types(page, **fields)
    sends(page, f"**/record/{record}")


def test_the_second_review_of_a_region_is_scheduled_consulted_held_and_reported(house, calendar):
    with house.window("curator", language="en") as curator:
        said = {"commission": "ECLAC", "round": "2", "title__en": "Second review of flamingos", "regions": "419"}
        registers(curator, "reviews", "Register a regional review", "regional-review/ECLAC-2", **said)
        chooses(curator, "scheduled", "2024-9-10", calendar, scheduled_for="2025-03-18/2025-03-20", place="Santiago")
        presses(curator, "Undo the last change")
        presses(curator, "Undo the last change")
        curator.get_by_text("The last change was undone.").wait_for()
        record_all(
            curator,
            "regional-review/ECLAC-2",
            calendar,
            ("scheduled", "2024-9-11", {"scheduled_for": "2025-03-18/2025-03-20", "place": "Santiago"}),
            ("consultation-held", "2025-3-18", {"consultation": "Hearing of civil society"}),
            ("meeting-held", "2025-3-20", {"mode": "hybrid"}),
        )
        with house.window("coordinator", language="en", countries=["PE", "EC"], scripts=False) as coordinator:
            coordinator.goto("regional-reviews/ECLAC-2")
            coordinator.get_by_role("button", name="Record the voluntary report of my country").click()
            offered = coordinator.locator("#field-details-country option").all_inner_texts()
            assert offered == ["", "Ecuador", "Peru"]
            coordinator.goto("record?country=PE")
            report = chooses(coordinator, "ECLAC-2/voluntary-report-submitted?country=PE", "2025-2-20", calendar)
        record_all(curator, "regional-review/ECLAC-2", calendar, ("report-published", "2025-9-30", {}))

    make_findable(house.knowledge)
    with house.window(language="en", scripts=False) as reader:
        for day, state in (("2025-02-28", "scheduled"), ("2025-03-31", "held"), ("2025-09-30", "reported")):
            reader.goto(f"regional-reviews/ECLAC-2?valid_at={day}")
            assert state in reader.locator("main .facts dd").first.inner_text()
            assert reader.get_by_text("Report of the regional review published").count() == (state == "reported")
        for place in ("regional-reviews/ECLAC-2", "countries/PE", "milestones?country=PE"):
            reader.goto(place)
            address = report.removeprefix(house.site)
            assert reader.locator(f"main a[href^='{address}']").count(), place
        for place in ("reviews", "countries/PE", "", "repository?kind=regional-review&q=flamingos"):
            reader.goto(place)
            assert reader.locator("main a[href^='/en/regional-reviews/ECLAC-2']").count(), place


def test_a_working_group_is_succeeded_by_a_workstream(house, calendar):
    with house.window("curator", language="en") as curator:
        for code, kind in (("WG-4", "thematic"), ("WS-1", "workstream")):
            said = {"code": code, "names__en": f"Group {code}", "type": kind}
            registers(curator, "working-groups", "Register a working group", f"working-group/{code}", **said)
            chooses(curator, "established", "2022-12-14" if code == "WS-1" else "2019-6-1", calendar)
        record_all(
            curator,
            "working-group/WG-4",
            calendar,
            ("output-planned", "2021-1-15", {"output": "Guidance"}),
            ("output-status-reported", "2021-9-15", {"output": "Guidance", "status": "ongoing"}),
            ("output-published", "2022-3-1", {"output": "Guidance"}),
            ("succeeded", "2022-12-14", {"successors__lines": "WS-1"}),
        )

    with house.window(language="en", scripts=False) as reader:
        reader.goto("working-groups/WG-4?valid_at=2022-02-28")
        expect(reader.locator("main .facts").last).to_contain_text("ongoing")
        reader.goto("working-groups")
        reader.get_by_role("link", name="Group WG-4").first.click()
        expect(reader.locator("main .facts").last).to_contain_text("published")
        reader.locator("main .facts").first.get_by_role("link", name="Group WS-1").click()
        expect(reader.get_by_role("heading", level=1)).to_have_text("Group WS-1")
        assert reader.locator("main .facts").get_by_role("link", name="Group WG-4").count()


def test_a_forum_is_convened_and_its_declaration_drafted_adopted_and_endorsed(house, calendar):
    with house.window("curator", language="en", scripts=False) as curator:
        said = {"edition": "1", "title__en": "First forum"}
        registers(curator, "reviews", "Register a review forum", "review-forum/1", **said)
        record_all(
            curator,
            "review-forum/1",
            calendar,
            ("scheduled", "2022-1-10", {"scheduled_for": "2022-05-17/2022-05-20"}),
            ("declaration-drafted", "2022-5-12", {"symbol": "A/AC.293/2022/L.1"}),
            ("hearing-held", "2022-5-16", {"place": "New York"}),
            ("round-table-held", "2022-5-17", {"round_table": "1", "objectives": ["GCM-02", "GCM-05"]}),
            ("convened", "2022-5-20", {"place": "New York"}),
            ("declaration-adopted", "2022-5-20", {}),
            ("declaration-endorsed", "2022-6-7", {}),
        )

    with house.window(language="en", scripts=False) as reader:
        reader.goto("reviews")
        reader.get_by_role("link", name="First forum").click()
        standing = reader.locator("main .facts").first
        for told in ("convened", "endorsed"):
            expect(standing).to_contain_text(told)
        assert reader.get_by_text("Pathways").count() or "5. " in reader.locator("main").inner_text()
        reader.goto("review-forums/1?valid_at=2022-06-06")
        expect(reader.locator("main .facts").first).to_contain_text("adopted")
        assert "endorsed" not in reader.locator("main").inner_text()


def test_a_request_is_assessed_offered_to_twice_delivered_and_completed(house):
    with (
        house.window("coordinator", language="en", countries=["PE"]) as coordinator,
        house.window("curator", language="en") as curator,
        house.window("contributor", language="en", organization="Agency", affiliation="un") as agency,
        house.window("contributor", language="en", organization="University") as university,
    ):
        coordinator.goto("hub")
        coordinator.get_by_role("button", name="Ask for support").click()
        types(
            coordinator,
            country="PE",
            requested_by="government",
            organization="Ministry of Labour",
            title="A register of flamingos",
            description="Somebody who helps to design it.",
            support_kinds="SK-1",
            objectives=["GCM-01", "GCM-06"],
            urgency="soon",
            dates="2022-03/2022-09",
            language="es",
        )
        sends(coordinator, "**/hub/requests/*")
        request = coordinator.url.rpartition("/")[2]
        curator.goto("hub/queue")
        curator.get_by_role("link", name="A register of flamingos").click()
        steps(curator, request, "assess", assessment="It fits the plan.")
        for provider, name in ((agency, "Agency"), (university, "University")):
            curator.goto(f"hub/requests/{request}/invite-provider")
            choices = curator.locator("#field-provider option").all_inner_texts()
            curator.locator("#field-provider").select_option(label=next(one for one in choices if name in one))
            sends(curator, f"**/hub/requests/{request}")
            provider.goto("hub/mine")
            provider.get_by_role("link", name="A register of flamingos").click()
            steps(provider, request, "make-offer", offered=f"Two experts of the {name}.", support_kinds="SK-1")
        assert "University" not in agency.locator("main").inner_text()
        coordinator.reload()
        chosen = coordinator.locator("article", has_text="experts of the Agency")
        with coordinator.expect_navigation():
            chosen.locator("form[action$='/accept-offer'] button").click()
        steps(agency, request, "start-delivery", started="2022-04")
        steps(agency, request, "report-delivery", report="The register is in use.")
        steps(coordinator, request, "complete", feedback="Very useful.")
        expect(coordinator.locator("main .facts").first).to_contain_text("Completed")
        expect(coordinator.locator("main")).to_contain_text("The register is in use.")
        agency.reload()
        expect(agency.locator("main")).to_contain_text("Very useful.")
        with house.window("coordinator", language="en", countries=["EC"]) as unrelated:
            assert unrelated.goto(f"hub/requests/{request}").status == 404
            unrelated.goto("hub/mine")
            assert "flamingos" not in unrelated.locator("main").inner_text()


def steps(page, request, step, **fields):
    """Take a step with a request that asks for a word, from the page of the request."""
    page.goto(f"hub/requests/{request}")
    page.locator(f"main a[href*='/{request}/{step}']").first.click()
    types(page, **fields)
    sends(page, f"**/hub/requests/{request}")


def test_a_pledge_is_published_matched_by_another_amended_and_fulfilled(house):
    with (
        house.window("contributor", language="en") as pledger,
        house.window("contributor", language="en") as other,
        house.window("curator", language="en") as curator,
    ):
        publishes(pledger, curator, "Offices for everybody", form="individual", kinds="policy")
        publishes(other, curator, "Money for flamingos", form="matching", kinds="financial", matches__lines="1")
        pledger.goto("pledges/1")
        expect(pledger.locator("main .facts").first).to_contain_text("Pledge 2")
        pledger.get_by_role("link", name="How it was submitted").click()
        plan = {"name": "second-plan.pdf", "mimeType": "application/pdf", "buffer": pdf("Another plan")}
        pledger.locator("main a[href$='/propose-amendment']").click()
        pledger.locator("[name=upload]").set_input_files(plan)
        types(pledger, title__en="Offices and papers", reason="More was asked for.")
        sends(pledger, "**/my/pledges/*")
        curator.goto("pledges/queue")
        curator.get_by_role("link", name="Offices").click()
        expect(curator.locator("main .notice")).to_contain_text("second-plan.pdf")
        curator.locator("main a[href$='/amend']").click()
        sends(curator, "**/pledges/1")
        pledger.goto("pledges/1")
        acts(pledger, "report-progress", progress="fulfilled", narrative="Five offices.")
        expect(pledger.locator("main .facts").first).to_contain_text("fulfilled")

    make_findable(house.knowledge)
    with house.window(language="en", scripts=False) as reader:
        reader.goto("repository?kind=pledge&q=offices")
        reader.get_by_role("link", name="Offices and papers").click()
        expect(reader.locator("main")).to_contain_text("Five offices.")
        assert reader.locator("main a[href*='/files/']").all_inner_texts()[0] == "second-plan.pdf"
        reader.locator("main details summary").first.click()
        reader.get_by_role("link", name="plan.pdf", exact=True).click(trial=True)
        reader.goto("pledges/dashboard")
        expect(reader.locator("main .figures")).to_contain_text("2")


def publishes(pledger, curator, title, **fields):
    """Write a pledge with a file, hand it in, and let a curator publish it."""
    pledger.goto("my/pledges")
    pledger.locator("main form.act button").first.click()
    pledger.wait_for_url("**/write")
    types(
        pledger,
        pledger="Government of Peru",
        pledger_type="government",
        title__en=title,
        description__en=PROMISE,
        objectives=["GCM-05", "GCM-07"],
        timeframe="2022/2024",
        countries="PE",
        made="2022-05-19",
        **fields,
    )
    sends(pledger, "**/my/pledges/*")
    pledge = pledger.url.rpartition("/")[2]
    plan = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": pdf("A plan")}
    pledger.locator("[type=file]").set_input_files(plan)
    pledger.locator("main form.filled button").first.click()
    pledger.get_by_role("link", name="plan.pdf").wait_for()
    for page, verb in ((pledger, "submit"), (curator, "publish")):
        page.goto(f"my/pledges/{pledge}")
        with page.expect_navigation():
            page.locator(f"form[action$='/{verb}'] button").click()


def acts(page, verb, **fields):
    """Do something with a pledge that asks for a word, from the page of the pledge."""
    page.locator(f"main a[href$='/{verb}']").first.click()
    types(page, **fields)
    with page.expect_navigation():
        page.locator("main form.filled button").first.click()
    assert not page.locator("section.summary").count(), page.locator("section.summary").inner_text()
