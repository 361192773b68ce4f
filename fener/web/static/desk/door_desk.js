// The door's desk: keys are made, reports opened and answers sealed here; no private half ever leaves this page.
import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { pack, unpack } from "door/container";

const KINDS = { jpg: "image/jpeg", png: "image/png" };
const LABELS = { kind: "About", message: "Message", place: "Where", contact: "How to reach them", language: "Language" };
const make = (tag, values) => Object.assign(document.createElement(tag), values);

function keyMaking(section) {
  const form = document.getElementById("door-form");
  const [button, made, kept] = [section.querySelector("[data-make]"), section.querySelector("[data-made]"), section.querySelector("#kept")];
  const privateHalf = section.querySelector("#private-half");
  const submit = form.querySelector("[type=submit]");
  section.hidden = false;
  button.addEventListener("click", async () => {
    const identity = await generateIdentity();
    const recipient = await identityToRecipient(identity);
    privateHalf.value = `# public key: ${recipient}\n${identity}\n`;
    form.elements.recipient.value = recipient;
    form.elements.recipient.readOnly = true;
    made.hidden = false;
    button.hidden = true;
    submit.disabled = true;
    privateHalf.focus();
  });
  kept.addEventListener("change", () => { submit.disabled = !kept.checked; });
  section.querySelector("[data-save]").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([privateHalf.value], { type: "text/plain" }));
    make("a", { href: address, download: "safe-door-key.txt" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
  section.querySelector("[data-print]").addEventListener("click", () => print());
  form.addEventListener("submit", () => { privateHalf.value = ""; });
}

function identityIn(typed) {
  return typed.match(/AGE-SECRET-KEY-1[0-9A-Z]+/i)?.[0].toUpperCase() ?? "";
}

function opening(section) {
  const [field, said] = [section.querySelector("#identity"), section.querySelector("[data-said]")];
  section.hidden = false;
  section.querySelector("#identity-file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) field.value = identityIn(await file.text()) || field.value;
    event.target.value = "";
  });
  section.querySelector("[data-open]").addEventListener("click", async () => {
    const identity = identityIn(field.value);
    const recipient = await identityToRecipient(identity).catch(() => "");
    if (!recipient) {
      said.textContent = "This is not a private key: it is one line that begins with AGE-SECRET-KEY-1.";
      return;
    }
    field.value = "";
    said.textContent = "Opening …";
    const letters = [...document.querySelectorAll("[data-letter]")];
    const opened = await Promise.all(letters.map((letter) => openOne(letter, identity)));
    const count = opened.filter(Boolean).length;
    const other = count < letters.length ? ` The others are sealed to another key than ${recipient}.` : "";
    said.textContent = `${count} of ${letters.length} opened.${other} They close when you leave this page.`;
  });
}

async function openOne(letter, identity) {
  const form = letter.querySelector("form");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), cache: "no-store" });
  if (!answer.ok) return false;
  try {
    const age = new Decrypter();
    age.addIdentity(identity);
    show(letter.querySelector("[data-opened]"), unpack(await age.decrypt(new Uint8Array(await answer.arrayBuffer()))));
    return true;
  } catch {
    return false;
  }
}

function show(place, { words, files }) {
  place.replaceChildren();
  const list = make("dl", { className: "door-fields" });
  for (const [name, label] of Object.entries(LABELS)) {
    if (!words[name]) continue;
    const value = make("dd", { textContent: words[name], dir: "auto", className: "door-words" });
    const pair = make("div", {});
    pair.append(make("dt", { textContent: label }), value);
    list.append(pair);
  }
  place.append(list);
  for (const [name, content] of files) {
    const kind = KINDS[name.split(".").at(-1)];
    if (!kind) continue;
    const address = URL.createObjectURL(new Blob([content], { type: kind }));
    const link = make("a", { href: address, download: name });
    link.append(make("img", { src: address, alt: `${name}, sent with this letter`, className: "door-picture" }));
    place.append(link);
  }
  place.hidden = false;
}

function answering(form) {
  form.querySelector("[data-sealing]").textContent = "Sealed in this browser before it is sent.";
  form.addEventListener("submit", async (event) => {
    if (form.elements.sealed.value) return;
    event.preventDefault();
    const age = new Encrypter();
    for (const recipient of form.dataset.recipients.split(" ")) age.addRecipient(recipient);
    const closed = await age.encrypt(pack({ message: form.elements.words.value.trim() }));
    let signs = "";
    for (const byte of closed) signs += String.fromCharCode(byte);
    form.elements.sealed.value = btoa(signs);
    form.elements.words.removeAttribute("name");
    form.requestSubmit();
  });
}

const makeKey = document.getElementById("make-key");
if (makeKey) keyMaking(makeKey);
const openHere = document.getElementById("opening");
if (openHere) opening(openHere);
const answerForm = document.getElementById("answer-form");
if (answerForm) answering(answerForm);
