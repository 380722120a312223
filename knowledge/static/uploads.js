// Shows how much of a file has been sent. What comes back is the page that a form without a script leads to.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.enctype !== "multipart/form-data") return;
  event.preventDefault();
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", form.querySelector("[type=file]").labels[0].textContent);
  const failed = form.querySelector("[role=alert]") ?? document.createElement("p");
  failed.setAttribute("role", "alert");
  failed.className = "failed";
  failed.textContent = "";
  form.querySelector(".acts").before(failed, bar);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = total ? loaded / total : 0));
  request.addEventListener("error", () => {
    bar.remove();
    failed.textContent = form.dataset.failed;
  });
  request.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    history.replaceState(null, "", request.responseURL);
    document.querySelector("[data-first]")?.focus();
  });
  request.send(new FormData(form));
});
