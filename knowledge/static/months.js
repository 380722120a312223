// Tells the month while its slider moves; asking for it is the form's.

const FIRST = 2018;

// Going back puts another slider in the place of the first, so it is the document that listens.
document.addEventListener("input", ({ target }) => {
  if (target.id !== "months") return;
  const told = document.querySelector("output[for=months]");
  const format = new Intl.DateTimeFormat(told.dataset.language, { month: "long", year: "numeric", timeZone: "UTC" });
  told.textContent = format.format(new Date(Date.UTC(FIRST, Number(target.value), 1)));
  target.setAttribute("aria-valuetext", told.textContent);
});
