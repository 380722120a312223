// Keeps what is typed into a long form: in this browser, for this account, until it has been sent, and, where the form says so, also
// at the server, step by step. What the connection or the session took away is there again when the form is opened the next time.

const PAUSE = 1500;
const REFUSED_BUT_KEPT = 422;
const form = document.querySelector("form[data-keeps]");
const told = form.querySelector("output.keeping");
const place = `kept:${form.dataset.keepsFor}:${location.pathname}`;
const saves = form.dataset.keeps === "there";

const typed = () =>
  JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !form.querySelector(`[type=hidden][name="${name}"]`)));

function tell(what) {
  told.textContent = told.dataset[what];
  if (what === "signedOut") {
    const link = document.createElement("a");
    link.href = `${told.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = told.dataset.signInAgain;
    told.append(" ", link);
  }
  if (what === "restored" && !saves) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = told.dataset.discard;
    button.addEventListener("click", () => {
      localStorage.removeItem(place);
      location.assign(location.pathname);
    });
    told.append(" ", button);
  }
}

async function save() {
  if (!saves) return tell("kept");
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
    if (control.closest("details") && values.some(Boolean)) control.closest("details").open = true;
  }
  tell("restored");
}

let waiting;
const kept = localStorage.getItem(place);
if (kept && kept !== typed()) {
  restore(kept);
  if (saves) waiting = setTimeout(save, PAUSE);
} else if (saves) localStorage.removeItem(place);
form.addEventListener("input", () => {
  localStorage.setItem(place, typed());
  clearTimeout(waiting);
  waiting = setTimeout(save, PAUSE);
});
form.addEventListener("submit", (event) => {
  clearTimeout(waiting);
  if (navigator.onLine) return;
  // The browser would leave the page for one of its own, which says nothing of what is kept.
  event.preventDefault();
  localStorage.setItem(place, typed());
  tell("offline");
});
addEventListener("online", () => localStorage.getItem(place) && save());
