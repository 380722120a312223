"""The day of each role in a real browser: one platform, one browser, everybody at a window of their own."""

import re

from playwright.sync_api import expect

from knowledge.signing_in.passwords import hash_password
from tests.attachments.files import pdf
from tests.pages.conftest import make_findable
from tests.pages.house import dates, presses, sends, types
from tests.support.accounts import open_account
from tests.support.letters import letters, link_of

ADDRESS, PASSWORD, OTHER = "contributor@ministry.example", "correct horse battery", "another long phrase"


def test_a_contributor_signs_in_and_out_and_resets_a_forgotten_password(house):
    member = open_account(house.knowledge, "contributor")
    house.knowledge.addresses.confirm(member.id, ADDRESS)
    house.knowledge.passwords.keep(member.id, hash_password(PASSWORD))

    with house.window() as page:
        page.goto("desk")
        page.get_by_label("Correo electrónico").fill(ADDRESS)
        page.get_by_label("Contraseña").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.get_by_role("heading", level=1).wait_for()
        assert page.url == f"{house.site}/es/desk"
        page.get_by_text("Cerrar sesión").first.click()
        page.wait_for_url(f"{house.site}/es/")
        page.goto("reset-password")
        page.locator("main input[type=email]").fill(ADDRESS)
        page.locator("main form button").first.click()
        page.wait_for_url("**/sign-in")
        (letter,) = letters(house.knowledge)
        page.goto(f"links/{link_of(letter)}")
        page.locator("main input[type=password]").fill(OTHER)
        page.locator("main form button").first.click()
        page.wait_for_url("**/sign-in")
        page.get_by_label("Correo electrónico").fill(ADDRESS)
        page.get_by_label("Contraseña").fill(OTHER)
        page.locator("main form button").first.click()
        page.get_by_text("Cerrar sesión").first.wait_for()


def test_what_is_typed_survives_a_lost_connection_and_a_lost_session(house):
    with house.window("contributor") as page:
        page.goto("submit")
        page.locator("[name=kind]").first.check()
        page.locator("main form button").first.click()
        page.wait_for_url("**/summary")
        told = page.locator("output.keeping")
        page.get_by_label("Título").fill("Vacunas")
        expect(told).to_have_text("Guardado.")
        page.context.set_offline(True)
        page.get_by_label("Título").fill("Vacunas en la frontera")
        expect(told).to_contain_text("Sin conexión")
        page.get_by_role("button", name="Guardar y seguir").click()
        expect(page.get_by_label("Título")).to_have_value("Vacunas en la frontera")
        page.context.set_offline(False)
        cookies = page.context.cookies()
        page.context.clear_cookies()
        page.get_by_label("Título").press("End")
        page.get_by_label("Título").type(" sur")
        expect(told).to_contain_text("Su sesión ha terminado")
        step = page.url
        page.get_by_role("link", name="Volver a entrar").click()
        page.wait_for_url("**/sign-in?next=*")
        page.context.add_cookies(cookies)

        page.goto(step)

        assert page.get_by_label("Título").input_value() == "Vacunas en la frontera sur"
        expect(told).to_have_text("Guardado.")
        page.goto(step)
        assert page.get_by_label("Título").input_value() == "Vacunas en la frontera sur"
        expect(told).to_have_text("")


def test_what_is_typed_of_a_milestone_or_a_request_waits_in_the_browser_until_it_is_sent(house):
    with house.window("coordinator", countries=["PE"]) as page:
        record = f"{house.site}/es/record/network/PE/established"
        told = page.locator("output.keeping")
        page.goto(record)
        page.locator("[name='occurred/how'][value=month]").check()
        page.locator("[name='source/locator']").fill("p. 7")
        expect(told).to_contain_text("hasta que lo envíe")
        cookies = page.context.cookies()
        page.context.clear_cookies()
        page.locator("main form.filled button").first.click()
        page.get_by_role("link", name="Volver a entrar").wait_for()
        page.context.add_cookies(cookies)

        page.goto(record)
        assert page.locator("[name='source/locator']").input_value() == "p. 7"
        assert page.locator("[name='occurred/how'][value=month]").is_checked()
        expect(told).to_contain_text("no llegó a enviarse")
        page.locator("[name='occurred/year']").fill("2021")
        page.locator("[name='occurred/month']").select_option("10")
        page.locator("[name='source/new/title']").evaluate("field => field.closest('details').open = true")
        page.locator("[name='source/new/title']").fill("Acta")
        page.locator("[name='source/new/language']").select_option("es")
        page.get_by_role("button", name="Revisar antes de registrar").click()
        page.locator("[name=confirmed]").click()
        page.wait_for_url("**/milestones/*")
        page.goto(record)
        assert page.locator("[name='source/locator']").input_value() == ""
        expect(told).to_have_text("")

        page.goto(f"{house.site}/es/hub/raise")
        page.locator("textarea").first.fill("Formación para quienes atienden.")
        expect(told).to_contain_text("hasta que lo envíe")
        page.goto(f"{house.site}/es/hub/raise")
        page.get_by_role("button", name="Empezar de nuevo").click()
        expect(page.locator("textarea").first).to_have_value("")

        page.locator("textarea").first.fill("Nadie que venga después lo lee.")
        expect(told).to_contain_text("hasta que lo envíe")
        assert page.evaluate("localStorage.length") == 1
        with page.expect_navigation():
            page.locator("form[action='/es/sign-out'] button").evaluate("button => button.click()")
        assert page.locator("form[action='/es/sign-out']").count() == 0
        assert page.evaluate("localStorage.length") == 0


WATCHED = """
window.seen = [];
new MutationObserver((changes) => {
  for (const { target } of changes) if (target.matches("progress")) window.seen.push(target.value);
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["value"] });
"""


def large_pdf(text):
    """A PDF of a megabyte, nearly all of it a remark."""
    head, end = pdf(text).rsplit(b"%%EOF", 1)
    return head + b"%" + b"-" * 1_000_000 + b"\n%%EOF" + end


def attaches(page, name):
    """Attach a large file to a practice."""
    page.locator("[type=file]").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": large_pdf(name)}
    )
    page.get_by_role("button", name="Adjuntar").click()
    page.get_by_role("link", name=name).wait_for()


def test_a_file_shows_how_much_of_it_was_sent_and_arrives_without_scripts_too(house):
    with house.window("contributor") as page:
        page.goto("submit")
        page.locator("[name=kind]").first.check()
        sends(page, "**/summary")
        page.goto(page.url.replace("/summary", "/files"))
        page.evaluate(WATCHED)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 500_000}
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
        attaches(page, "informe.pdf")
        seen = page.evaluate("window.seen")

        assert seen == sorted(seen)
        assert [value for value in seen if 0 < value < 1]
        assert seen[-1] == 1
        assert page.locator("progress").count() == 0

        plain = house.browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
        without = plain.new_page()
        without.goto(page.url)
        attaches(without, "anexo.pdf")
        assert without.get_by_role("link", name="informe.pdf").is_visible()
        plain.close()


STEPS = (
    {"title": "Brigadas de salud", "summary": "Brigadas que vacunan."},
    {"detailed_information": "Dos puestos, tres turnos."},
    {"benefit_and_impact": "Mil dosis.", "recommendations": "Empezar pronto."},
    {"primary_objectives": "GCM-15"},
    {"dates": "2019/2021", "countries": "PE"},
    {"implementer": "Ministerio de Salud"},
)
REVIEWERS = (
    {"organization": "Oficina regional", "affiliation": "un"},
    {"organization": "Universidad"},
    {"organization": "Instituto"},
)


def test_a_practice_goes_from_its_author_through_peer_review_to_readers(house):
    with (
        house.window("contributor", organization="Dirección de Migraciones") as author,
        house.window("curator", affiliation="un") as curator,
    ):
        draft = writes(author)
        hand_in(author, draft)
        curator.goto("queue")
        curator.get_by_role("link", name="Brigadas de salud").click()
        curator.goto(f"in-work/{draft}/return")
        curator.locator("[name='reasons/']").fill("Falta el plazo.")
        sends(curator, "**")
        author.goto(f"in-work/{draft}")
        author.get_by_text("Falta el plazo.").first.wait_for()
        hand_in(author, draft)
        curator.goto(f"in-work/{draft}")
        acts(curator, draft, "screen")
        for person in REVIEWERS:
            with house.window("reviewer", **person) as reviewer:
                invites(curator, draft, person["organization"])
                reviews(reviewer, draft)
        curator.goto(f"in-work/{draft}")
        acts(curator, draft, "accept")
        acts(curator, draft, "publish")

    make_findable(house.knowledge)
    with house.window(language="en", scripts=False) as reader:
        reader.goto("repository")
        reader.locator("#q").fill("vacunar")
        reader.locator("#q").press("Enter")
        reader.get_by_role("link", name="Brigadas de salud").first.click()
        reader.get_by_text("Dos puestos, tres turnos.").wait_for()


def writes(author):
    """Write a practice step by step, attach a file, and return its id."""
    author.goto("submit")
    author.locator("[name=kind][value=good_practice]").check()
    sends(author, "**/summary")
    for fields in STEPS:
        types(author, **fields)
        here = author.url
        sends(author, lambda url, here=here: url != here)
    author.locator("[type=file]").set_input_files(
        {"name": "informe.pdf", "mimeType": "application/pdf", "buffer": pdf("Informe")}
    )
    author.locator("main form.filled button").first.click()
    author.get_by_role("link", name="informe.pdf").wait_for()
    return re.findall(r"/drafts/([0-9a-f-]{36})/", author.url)[0]


def invites(curator, draft, organization):
    """Ask somebody of an organization for a review."""
    curator.goto(f"in-work/{draft}/invite-reviewer")
    offered = curator.locator("#field-reviewer option").all_inner_texts()
    curator.locator("#field-reviewer").select_option(label=next(one for one in offered if organization in one))
    sends(curator, f"**/in-work/{draft}")


def reviews(reviewer, draft):
    """Accept an invitation, declare interests, and file a review."""
    reviewer.goto("desk")
    reviewer.get_by_role("link", name="Brigadas de salud").click()
    reviewer.wait_for_url(f"**/in-work/{draft}")
    acts(reviewer, draft, "accept-invitation")
    reviewer.goto(f"in-work/{draft}/declare-interests")
    reviewer.locator("[name=has_conflict][value=false]").check()
    sends(reviewer, f"**/in-work/{draft}")
    reviewer.goto(f"in-work/{draft}/file-review")
    for score in reviewer.locator("[name^='scores/'][value='4']").all():
        score.check()
    reviewer.locator("[name=recommendation][value=accept]").check()
    reviewer.locator("[name=to_author]").fill("Claro y útil.")
    reviewer.locator("[name=to_curator]").fill("Sin reparos.")
    sends(reviewer, "**/desk")


def hand_in(author, draft):
    """Hand a draft in, with whom to ask about it."""
    author.goto(f"drafts/{draft}/check")
    author.locator("[name='focal_point/name']").fill("Oficina de prensa")
    author.locator("[name='focal_point/email']").fill("prensa@salud.example")
    sends(author, f"**/in-work/{draft}")


def acts(page, draft, verb):
    """Press the button of a verb that needs no further word."""
    with page.expect_navigation():
        page.locator(f"form[action$='/{draft}/{verb}'] button").click()


def test_a_coordinator_records_refines_and_corrects_and_a_curator_issues_a_bulletin(house):
    with house.window("coordinator", language="en", countries=["MX"], scripts=False) as page:
        page.goto("record")
        page.get_by_role("link", name="Mexico").first.click()
        page.get_by_role("link", name="Network established").click()
        page.get_by_label("I only know that it was by then").check()
        dates(page, "2021", "9")
        page.get_by_text("A document that is not registered yet").click()
        page.get_by_label("Title of the document").fill("Minutes of the network")
        presses(page, "Check before recording")
        page.get_by_text("by September 2021").first.wait_for()
        presses(page, "Record")
        page.get_by_text("The milestone is recorded.").wait_for()
        for verb, day in (("Refine the date", "15"), ("Correct the date", "20")):
            page.get_by_role("button", name=verb).click()
            dates(page, "2021", "9", day)
            page.locator("#field-source-document").select_option(label="Minutes of the network")
            if page.locator("#field-reason").count():
                page.locator("#field-reason").fill("The minutes say so.")
            presses(page, verb)
            page.get_by_role("definition").get_by_text(f"{day} September 2021").first.wait_for()

    with house.window("curator") as page:
        page.goto("bulletins")
        page.get_by_role("button", name="Emitir un boletín").click()
        page.locator("#field-valid_at").fill("2021-09-30")
        page.locator("#field-scope").select_option("americas")
        presses(page, "Ver cómo saldría")
        presses(page, "Emitir el boletín 1")
        page.get_by_text("El boletín está emitido.").wait_for(timeout=120_000)
        assert page.url == f"{house.site}/es/bulletins/1"
