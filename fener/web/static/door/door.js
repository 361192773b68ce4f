// With script: words and pictures are sealed here, before they leave. Whatever of this cannot run, the form works without it.
const LARGEST_SEALED = 30_000_000;
const MOST_FILES = 5;
const byId = (id) => document.getElementById(id);
const utf8 = new TextEncoder();

/** Everything sealing needs; rejects where this browser or this connection lacks any of it. */
const tools = (async () => {
  const [age, receipt, container, pictures] = await Promise.all([
    import("age-encryption"), import("door/receipt"), import("door/container"), import("door/pictures"),
  ]);
  return { age, ...receipt, ...container, ...pictures, honest: await pictures.canvasIsHonest() };
})();

class Told extends Error {}

function text(key) {
  return byId("texts").content.querySelector(`[data-text="${key}"]`)?.textContent ?? "";
}

function problem(key, number = "") {
  const box = byId("problem");
  box.querySelector(".what").textContent = text(key) || text("try_again");
  if (number) {
    let place = box.querySelector(".number");
    if (!place) box.append(Object.assign(document.createElement("p"), { className: "number", dir: "ltr" }));
    place = box.querySelector(".number");
    place.textContent = number;
  }
  box.hidden = false;
  box.scrollIntoView({ block: "center" });
}

function busy(form, isBusy) {
  const button = form.querySelector("button[type=submit]");
  button.dataset.label ??= button.textContent;
  button.disabled = isBusy;
  button.textContent = isBusy ? text("sending") : button.dataset.label;
}

async function post(form, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", body, headers: { Accept: "application/json" }, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store",
    });
  } catch {
    throw new Told("try_again");
  }
  const told = await answer.json().catch(() => ({ problem: "try_again" }));
  if (!answer.ok) throw Object.assign(new Told(told.problem || "try_again"), { number: told.number });
  return told;
}

function wordsOf(form) {
  const words = { language: form.dataset.language };
  for (const name of ["kind", "message", "place", "contact"]) {
    const value = (new FormData(form).get(name) ?? "").trim();
    if (value) words[name] = value;
  }
  return words;
}

/** The fields that travel instead of the words: sealed, and what of the code the desk may know. */
async function sealed(form, { age, receiptKeys, pack, repaint }, keys) {
  const words = wordsOf(form);
  const chosen = [...form.elements.files.files];
  if (!words.message && !chosen.length) throw new Told("empty_message");
  if (chosen.length > MOST_FILES) throw new Told("too_large");
  const files = [];
  for (const [place, file] of chosen.entries()) {
    files.push(await repaint(file, place + 1).catch((fault) => {
      throw new Told(fault.message === "wrong_file" ? "wrong_file" : "try_again");
    }));
  }
  const container = pack(words, files);
  const sealing = new age.Encrypter();
  sealing.addRecipient(form.dataset.recipient);
  const closed = await sealing.encrypt(container);
  if (closed.length > LARGEST_SEALED) throw new Told("too_large");
  return {
    way_in: keys.wayIn, answer_recipient: keys.recipient, mark: keys.mark(container), sealed_to: form.dataset.recipient,
    sealed: new Blob([closed], { type: "application/octet-stream" }),
  };
}

function show(template, fill) {
  const place = byId("before");
  const content = template.content.cloneNode(true);
  fill(content);
  for (const child of [...place.children]) if (child.tagName !== "TEMPLATE") child.remove();
  place.prepend(content);
  scrollTo(0, 0);
  place.querySelector("h1")?.focus();
}

/** Send sealed where that is possible; where it is not, the form goes as it is and is sealed on arrival. */
function onSubmit(form, send, beforePlain = () => {}) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.plain) return;
    event.preventDefault();
    const found = await tools.catch(() => null);
    const hasFiles = form.elements.files?.files.length > 0;
    if (!found || (hasFiles && !found.honest)) {
      form.dataset.plain = "1";
      beforePlain();
      form.submit();
      return;
    }
    busy(form, true);
    try {
      await send(found);
    } catch (fault) {
      problem(fault instanceof Told ? fault.message : "try_again", fault.number);
    } finally {
      busy(form, false);
    }
  });
}

function report(form) {
  let code = "";
  tools.then(() => {
    byId("seal").textContent = byId("seal").dataset.browser;
  }, () => {});
  onSubmit(form, async (found) => {
    code ||= found.newCode(); // kept while the page is open: sending again after a broken connection is the same report
    const keys = await found.receiptKeys(code);
    const fields = await sealed(form, found, keys);
    await post(form, { token: form.elements.token.value, ...fields });
    form.reset();
    show(byId("sent"), (content) => {
      content.querySelector(".code").replaceChildren(...groupsOf(code));
      printable(content);
    });
  });
}

function groupsOf(code, wrong = []) {
  return code.split(" ").map((group, place) =>
    Object.assign(document.createElement("li"), { textContent: group, className: wrong.includes(place) ? "wrong" : "" }));
}

function printable(root) {
  const button = root.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => print());
}

function comeBack(form) {
  const typed = form.elements.code;
  tools.then(({ typedGroups, wrongGroups }) => {
    typed.addEventListener("change", () => {
      const groups = typedGroups(typed.value);
      const list = byId("groups");
      list.hidden = !groups.length;
      list.replaceChildren(...groupsOf(groups.join(" "), wrongGroups(typed.value)));
    });
  }, () => {});
  if (form.elements.message) return; // words are waiting in this form: they go the way they came
  onSubmit(form, async (found) => {
    if (!found.isCode(typed.value)) throw new Told("code_wrong");
    const code = typed.value;
    const keys = await found.receiptKeys(code);
    const told = await post(form, { way_in: keys.wayIn, do: "open" });
    typed.value = "";
    const answers = await Promise.all(told.answers.map((one) => opened(one, found, keys)));
    show(byId("opened"), (content) => fill(content, answers));
    adding(byId("add"), keys, code);
    erasing(byId("erase"), keys);
  });
}

async function opened({ on, sealed: closed }, { age, unpack }, keys) {
  try {
    const opening = new age.Decrypter();
    opening.addIdentity(keys.identity);
    const container = await opening.decrypt(Uint8Array.from(atob(closed), (sign) => sign.charCodeAt(0)));
    return { on, words: unpack(container).words.message ?? "" };
  } catch {
    return { on, words: "…" };
  }
}

function fill(content, answers) {
  content.getElementById("none-yet").hidden = answers.length > 0;
  const pattern = content.getElementById("answer").content;
  for (const { on, words } of answers) {
    const one = pattern.cloneNode(true);
    one.querySelector(".on").textContent = on;
    one.querySelector(".words").append(...words.split("\n").map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    content.getElementById("answers").append(one);
  }
}

function adding(form, keys, code) {
  onSubmit(form, async (found) => {
    const fields = await sealed(form, found, keys);
    await post(form, { do: "add", ...fields });
    form.reset();
    byId("problem").hidden = true;
    byId("added").hidden = false;
    byId("added").scrollIntoView({ block: "center" });
  }, () => {
    form.elements.code.value = code;
  });
}

function erasing(form, keys) {
  form.elements.code.remove();
  onSubmit(form, async () => {
    await post(form, { way_in: keys.wayIn, do: "erase" });
    show(byId("erased"), () => {});
  });
}

if (byId("report")) report(byId("report"));
if (byId("code-form")) comeBack(byId("code-form"));
printable(document);
