// The coder's desk without a mouse: keys between sentences, lists that follow the topic, a search over all codes.
// Everything works without this file; it only saves steps.
const form = document.getElementById("statement-form");
const KEPT = "fener_coder_keys";
let isLeaving = false;

function countCharacters(box, counter) {
  const left = Number(box.dataset.counted) - box.value.length;
  counter.textContent = `${left} characters left`;
  counter.classList.toggle("is-short", left < 40);
}

function countChosen(list) {
  const chosen = list.querySelectorAll("input:checked").length;
  list.querySelector("[data-chosen]").textContent = chosen ? `${chosen} chosen` : "";
}

// The lists of the topic come first and open; a list with a choice stays open wherever it lies.
function orderLists(topic) {
  const suggested = document.getElementById("codes-suggested");
  const others = document.getElementById("codes-others");
  const rank = (list) => Number(list.dataset.topics.split(" ").find((entry) => entry.startsWith(`${topic}:`))?.split(":")[1] ?? 99);
  const title = (list) => list.querySelector("summary").textContent;
  const lists = [...document.querySelectorAll("[data-topics]")];
  lists.sort((one, other) => rank(one) - rank(other) || title(one).localeCompare(title(other)));
  for (const list of lists) {
    const isWanted = rank(list) < 99;
    (isWanted ? suggested : others).append(list);
    list.open = isWanted || Boolean(list.querySelector("input:checked"));
  }
}

function search(words) {
  const sought = words.trim().toLocaleLowerCase();
  let found = 0;
  for (const list of document.querySelectorAll("[data-topics]")) {
    let here = 0;
    for (const box of list.querySelectorAll(".form-check")) {
      const label = box.querySelector("label");
      const hit = !sought || `${label.textContent} ${label.title}`.toLocaleLowerCase().includes(sought);
      box.hidden = !hit;
      here += hit ? 1 : 0;
    }
    list.hidden = here === 0;
    list.open = sought ? here > 0 : list.parentElement.id === "codes-suggested" || Boolean(list.querySelector("input:checked"));
    found += here;
  }
  if (sought) document.getElementById("other-lists").open = true;
  document.getElementById("code-found").textContent = sought ? `${found} code${found === 1 ? "" : "s"} found` : "";
}

function typesText(target) {
  return target.isContentEditable || target.matches("input, textarea, select, summary, dialog *");
}

// j and k move the focus only: nothing typed is lost by looking round.
function moveFocus(step) {
  const sentences = [...document.querySelectorAll(".sentence")];
  const focused = sentences.indexOf(document.activeElement);
  const now = focused >= 0 ? focused : sentences.findIndex((sentence) => sentence.ariaCurrent === "true");
  const next = sentences[Math.min(sentences.length - 1, Math.max(0, focused < 0 && now < 0 ? 0 : now + step))];
  next?.focus();
}

function beginNew() {
  const focused = document.activeElement.closest(".sentence");
  const isHere = !focused || focused.getAttribute("aria-current") === "true";
  if (isHere && !form.elements.line.value) form.elements.statement.focus();
  else location.assign((focused ?? document.querySelector(".sentence[aria-current]"))?.href ?? location.href);
}

function keysSwitch() {
  const button = document.getElementById("keys-switch");
  const set = (on) => {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Keys on" : "Keys off";
    sessionStorage.setItem(KEPT, on ? "on" : "off");
  };
  document.getElementById("keys").hidden = false;
  set(sessionStorage.getItem(KEPT) !== "off");
  button.addEventListener("click", () => set(button.getAttribute("aria-pressed") !== "true"));
  return () => button.getAttribute("aria-pressed") === "true";
}

if (form) {
  const counter = form.querySelector("[data-counter]");
  const box = form.querySelector("[data-counted]");
  counter.hidden = false;
  countCharacters(box, counter);
  box.addEventListener("input", () => countCharacters(box, counter));

  for (const list of form.querySelectorAll(".code-list")) countChosen(list);
  form.addEventListener("change", (event) => {
    const list = event.target.closest(".code-list");
    if (list) countChosen(list);
    if (event.target.name === "topic") orderLists(event.target.value);
  });

  const wanted = document.getElementById("code-search");
  wanted.closest(".code-search").hidden = false;
  wanted.addEventListener("input", () => search(wanted.value));
  wanted.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

  const before = new URLSearchParams(new FormData(form)).toString();
  const isRefused = Boolean(document.querySelector("#write .refusal"));
  const isChanged = () => isRefused || new URLSearchParams(new FormData(form)).toString() !== before;
  document.addEventListener("submit", () => { isLeaving = true; });
  addEventListener("beforeunload", (event) => { if (!isLeaving && isChanged()) event.preventDefault(); });

  const areKeysOn = keysSwitch();
  document.addEventListener("keydown", (event) => {
    if (!areKeysOn() || event.ctrlKey || event.metaKey || event.altKey || typesText(event.target)) return;
    const step = { j: () => moveFocus(1), k: () => moveFocus(-1), n: beginNew }[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  });
}
