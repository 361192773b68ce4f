// Names for the controls of the drawn form, so that a screen reader says which question a field belongs to.

const FIELDS = "input:not([type=radio]):not([type=checkbox]):not([type=hidden]):not([type=file]), textarea, [role=combobox], [role=spinbutton], button:not([aria-hidden])";

/** Keep questions, fields and errors tied together while the renderer adds and removes them. */
export function nameControls(host) {
  let waiting = 0;
  const again = () => { waiting ||= requestAnimationFrame(() => { waiting = 0; tie(host); }); };
  new MutationObserver(again).observe(host, { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "style"] });
  host.addEventListener("keydown", (event) => {
    if (!event.target.matches(".panel-title[role=button]") || !/^(Enter| )$/.test(event.key)) return;
    event.preventDefault();
    event.target.click();
  });
  tie(host);
}

function tie(host) {
  for (const question of host.querySelectorAll(".question-container")) tieQuestion(question);
  for (const more of host.querySelectorAll(".button-menu")) set(more, "aria-label", "More for this entry");
  for (const title of host.querySelectorAll(".panel-title[role=button]")) {
    set(title, "tabindex", "0");
    set(title, "aria-expanded", String(!title.closest(".p-panel").classList.contains("panel-content-hidden")));
  }
}

function tieQuestion(question) {
  const label = question.querySelector(".control-text label");
  if (!label) return;
  label.id ||= `${question.id}_label`;
  const told = question.querySelector(".validation-message, .validation-placeholder span");
  const wrong = question.classList.contains("highlight");
  if (told) told.id ||= `${question.id}_told`;
  for (const field of question.querySelectorAll(FIELDS)) tieField(field, label, told, wrong);
  const options = question.querySelectorAll("input[type=radio], input[type=checkbox]");
  if (!options.length) return;
  set(question, "role", options[0].type === "radio" ? "radiogroup" : "group");
  set(question, "aria-labelledby", label.id);
  describe(question, told, wrong);
}

function tieField(field, label, told, wrong) {
  if (field.matches("button")) {
    // "Choose image" says what happens, the question says for what.
    set(field, field.textContent.trim() || field.hasAttribute("aria-label") ? "aria-describedby" : "aria-labelledby", label.id);
    return;
  }
  set(field, "aria-labelledby", label.id);
  if (field.matches(".p-datepicker-input")) set(field, "placeholder", field.closest(".question-container").querySelector(".p-datepicker-input-icon") ? "DD.MM.YYYY" : "HH:MM");
  if (label.classList.contains("required")) set(field, "aria-required", "true");
  set(field, "aria-invalid", String(wrong));
  describe(field, told, wrong);
}

function describe(element, told, wrong) {
  if (told && wrong) set(element, "aria-describedby", told.id);
  else element.removeAttribute("aria-describedby");
}

function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Put the cursor into the first question that stops the form from being sent. */
export function toFirstError(host) {
  const question = host.querySelector(".question-container.highlight");
  question?.querySelector("input:not([type=file]), textarea, [role=combobox], button")?.focus({ preventScroll: true });
  question?.scrollIntoView({ block: "center" });
}
