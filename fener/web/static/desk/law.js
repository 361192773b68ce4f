// What a reader opened stays open when the result is measured anew; leaving with unsaved facts is asked about.

const opened = new Map();
const form = document.getElementById("law-form");
const result = document.getElementById("law-result");

result?.addEventListener("toggle", (event) => {
  if (event.target.id) opened.set(event.target.id, event.target.open);
}, true);

document.addEventListener("htmx:after:swap", () => {
  for (const part of result?.querySelectorAll("details[id]") ?? []) {
    if (opened.has(part.id)) part.open = opened.get(part.id);
  }
});

for (const group of form?.querySelectorAll(".law-group") ?? []) {
  group.addEventListener("change", () => {
    const facts = [...group.querySelectorAll(".law-fact")];
    const stated = facts.filter((fact) =>
      [...fact.querySelectorAll(":scope > .law-choices input:checked, :scope > .form-control, :scope > .form-select")]
        .some((field) => field.value !== "")).length;
    group.querySelector("summary span").textContent = `${stated} of ${facts.length} stated`;
  });
}

let isChanged = false;
form?.addEventListener("change", () => { isChanged = true; });
form?.addEventListener("submit", () => { isChanged = false; });
window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
