// Quickens what works without it: menus that close, a form that is refused begins at what is wrong, and what was kept of a form
// (keeping.js) is forgotten once it was sent.

const menus = () => document.querySelectorAll("details.drop[open]");

document.addEventListener("click", ({ target }) => {
  for (const menu of menus()) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.querySelector("[data-first]")?.focus();

// A form that was sent has arrived once it led to another page; where it was refused, or somebody is signed out, it did not.
const SENT = "sent";
const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (sent && sent !== location.pathname) {
  for (const place of Object.keys(localStorage)) {
    if (place.startsWith("kept:") && place.endsWith(`:${sent}`)) localStorage.removeItem(place);
  }
}

document.addEventListener("submit", ({ target, defaultPrevented }) => {
  // Whoever signs out leaves nothing of what they typed to who comes after them.
  if (/^\/[a-z]{2}\/(my\/)?sign-out/.test(target.getAttribute("action") ?? "")) {
    for (const place of Object.keys(localStorage)) if (place.startsWith("kept:")) localStorage.removeItem(place);
  }
  if (!defaultPrevented && target.matches("main form.filled")) sessionStorage.setItem(SENT, location.pathname);
});
