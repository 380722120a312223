// Quickens what works without it: menus that close, and a form that is refused begins at what is wrong.

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
