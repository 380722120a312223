// Tells the month while its slider moves; asking for it is the form's.

const slider = document.querySelector("#months");
const told = document.querySelector("output[for=months]");
const FIRST = 2018;

if (slider) {
  const format = new Intl.DateTimeFormat(told.dataset.language, { month: "long", year: "numeric", timeZone: "UTC" });
  const tell = () => {
    told.textContent = format.format(new Date(Date.UTC(FIRST, Number(slider.value), 1)));
    slider.setAttribute("aria-valuetext", told.textContent);
  };
  slider.addEventListener("input", tell);
}
