// Counts the characters of texts that have to be of some length; without it their help says so, and the server counts.

for (const told of document.querySelectorAll("output.count")) {
  const field = document.getElementById(told.htmlFor.value);
  const { least, most } = field.dataset;
  const count = () => {
    const typed = [...field.value.trim()].length;
    told.textContent = told.dataset.says.replace("{typed}", typed).replace("{least}", least).replace("{most}", most);
    told.classList.toggle("off", typed < least || typed > most);
  };
  field.addEventListener("input", count);
  count();
}
