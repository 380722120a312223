// Saves a step of the wizard while it is typed. What cannot be saved, as the connection or the session is lost, is kept in
// this browser, for this account, and is there again when the step is opened the next time.

const PAUSE = 1500;
const SENT = "sent";
const REFUSED_BUT_KEPT = 422;
const form = document.querySelector("form[data-keeps-for]");
const told = document.querySelector("output.keeping");
const place = `kept:${form?.dataset.keepsFor}:${location.pathname}`;

const typed = () =>
  JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !form.querySelector(`[type=hidden][name="${name}"]`)));

function tell(what) {
  told.textContent = told.dataset[what];
  if (what !== "signedOut") return;
  const link = document.createElement("a");
  link.href = `${told.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = told.dataset.signInAgain;
  told.append(" ", link);
}

async function save() {
  const sent = typed();
  const response = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams([...new FormData(form)]),
    headers: { "HX-Request": "true" },
    redirect: "manual",
  }).catch(() => null);
  if (!response) return tell("offline");
  if (response.status !== 204 && response.status !== REFUSED_BUT_KEPT) return tell("signedOut");
  if (sent === typed()) localStorage.removeItem(place);
  tell("saved");
}

function restore(kept) {
  const fields = JSON.parse(kept);
  for (const control of form.elements) {
    if (!control.name || ["hidden", "file", "submit"].includes(control.type)) continue;
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
    else if (control.type === "select-multiple") for (const one of control.options) one.selected = values.includes(one.value);
    else control.value = values[0] ?? "";
    if (control.closest("details") && values.length) control.closest("details").open = true;
  }
  tell("restored");
}

// A step that was sent has arrived once another page is shown.
const sent = sessionStorage.getItem(SENT);
if (sent && sent !== place) localStorage.removeItem(sent);
sessionStorage.removeItem(SENT);

if (form) {
  let waiting;
  const kept = localStorage.getItem(place);
  if (kept && kept !== typed()) {
    restore(kept);
    waiting = setTimeout(save, PAUSE);
  } else localStorage.removeItem(place);
  form.addEventListener("input", () => {
    localStorage.setItem(place, typed());
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    sessionStorage.setItem(SENT, place);
  });
  addEventListener("online", () => localStorage.getItem(place) && save());
}
