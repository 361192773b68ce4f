// A questionnaire filled in at a desk: the compiled form of the phones, drawn by ODK Web Forms.
// Answers live in this page alone until they are sent or saved as a draft on the desk; the browser keeps nothing.
import { adaptForm, filesNamed, identityOf, parseXml, serialise, withIdentity, withoutEnd, withoutFiles, withPoints } from "webform/xml";
import { drop, post, textAt } from "webform/wire";
import { nameControls, toFirstError } from "webform/names";
import { helpTyping } from "webform/typing";

const part = (name) => document.querySelector(`[data-webform=${name}]`);
const host = part("form");
const desk = host.dataset;
const page = { form: null, root: null, draft: desk.draft, identity: null, kept: new Set(), isChanged: false, isSending: false, lastTried: null };
const KEPT = '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="80"><rect width="240" height="80" fill="#e9ebee"/><text x="120" y="45" text-anchor="middle" font-family="sans-serif" font-size="14" fill="#1b2733">Kept with the report</text></svg>';

const SIGNED_OUT = "Your session on the desk has ended, or this page was open too long. Your answers are still here.";
const AWAY = "The desk could not be reached. Your answers are still on this page and nowhere else: keep it open until the connection is back.";
const TROUBLES = {
  "signed-out": { message: SIGNED_OUT, remedy: "Sign in again in another tab, come back to this one and try again.", link: true },
  away: { message: AWAY, remedy: "Try again when the connection is back. Sending twice makes no second report." },
};

start();

async function start() {
  try {
    if (!window.isSecureContext) throw { message: "This browser allows forms only over a secure connection", remedy: "Open the desk under its https address, or on the machine it runs on." };
    const earlier = await earlierAnswers();
    const version = earlier?.documentElement.getAttribute("version") || desk.version;
    desk.version = version;
    page.form = adaptForm(await textAt(`${desk.base}${encodeURIComponent(version)}/form.xml`));
    describeForm();
    await draw(earlier);
  } catch (problem) {
    part("loading").hidden = true;
    const told = TROUBLES[problem.kind] ?? problem;
    tell(problem instanceof Error || !told.message ? { message: "The form could not be drawn", remedy: "Load the page again; if it fails again, tell your administrator which browser you use.", detail: String(problem.message ?? "") } : told, () => location.reload());
  }
}

async function earlierAnswers() {
  const address = desk.correct ? desk.answers : desk.draft && `${desk.drafts}?draft=${encodeURIComponent(desk.draft)}`;
  if (!address) return null;
  const doc = parseXml(await textAt(address));
  if (!desk.correct) page.identity = identityOf(doc);
  return doc;
}

function describeForm() {
  if (page.form.uploads.length > page.form.left.length) part("photos").hidden = false;
  if (!page.form.left.length) return;
  part("left-list").replaceChildren(...page.form.left.map((label) => Object.assign(document.createElement("li"), { textContent: label })));
  part("left").hidden = false;
}

async function draw(earlier) {
  const [{ createApp, h }, { OdkWebForm, webFormsPlugin }] = await Promise.all([import("vue"), import("web-forms")]);
  const app = createApp({ render: () => h(OdkWebForm, {
    formXml: page.form.xml,
    fetchFormAttachment: attachment,
    editInstance: earlier ? editing(earlier) : undefined,
    onSubmit: (payload) => send(payload),
  }) });
  // The component hands out answers only when they are complete. Its header is given the instance itself, from which a draft is taken.
  app.mixin({ created() { if (this.$props?.form?.prepareInstancePayload) ready(this.$props.form); } });
  // A 24-hour clock: what is typed as 14:30 would be dropped without a word by the 12-hour one that is built in.
  app.mixin({ beforeCreate() { if (this.$props?.hourFormat === "12" && "timeOnly" in this.$props) this.$.props.hourFormat = "24"; } });
  const first = document.head.firstElementChild;
  app.use(webFormsPlugin);
  // The plugin resets the styles of the whole document, and the package brings letters of its own: this page keeps the desk's.
  while (document.head.firstElementChild !== first) document.head.firstElementChild.remove();
  for (const sheet of document.styleSheets) if (sheet.ownerNode.tagName === "STYLE") dropLetters(sheet);
  // Day first; and the year last, because the renderer rewrites what it can already read while it is being typed.
  Object.assign(app.config.globalProperties.$primevue.config.locale, { dateFormat: "dd.mm.yy", firstDayOfWeek: 1 });
  app.mount(host);
}

function dropLetters(sheet) {
  for (let at = sheet.cssRules.length - 1; at >= 0; at -= 1) if (sheet.cssRules[at] instanceof CSSFontFaceRule) sheet.deleteRule(at);
}

function editing(earlier) {
  // Photos of an earlier version stay on the desk; a stand-in keeps their names in the answers.
  page.kept = new Set(identityOf(earlier).deprecatedID || desk.correct ? filesNamed(earlier, page.form.uploads) : []);
  return {
    resolveInstance: () => serialise(earlier),
    attachmentFileNames: [...page.kept],
    resolveAttachment: async () => new Response(KEPT, { headers: { "Content-Type": "image/svg+xml" } }),
  };
}

function attachment(resource) {
  const name = decodeURIComponent(resource.href.split("/").pop());
  if (resource.href.startsWith("jr://instance/")) return Promise.resolve(new Response("", { status: 404 }));
  return fetch(`${desk.base}${encodeURIComponent(desk.version)}/media/${encodeURIComponent(name)}`, { credentials: "same-origin", redirect: "manual" });
}

function ready(root) {
  page.root = root;
  part("loading").hidden = true;
  part("tools").hidden = false;
  host.classList.toggle("webform-one-language", root.languages.length < 2);
  nameControls(host);
  helpTyping(host, (text) => state(`“${text}” could not be read, and was not kept. Write days as 20.11.2026, times as 09:05.`));
}

/** What leaves the page: { xml, files }. In a draft the names of files that are not kept with it are taken out. */
async function packed(payload, isDraft = false) {
  const [data] = payload.data;
  const files = [...data.entries()].filter(([name, file]) => name !== "xml_submission_file" && !page.kept.has(file.name)).map(([, file]) => file);
  const doc = parseXml(await data.get("xml_submission_file").text());
  if (page.identity) withIdentity(doc, page.identity);
  withPoints(doc, page.form.points);
  if (isDraft) withoutFiles(doc, page.form.uploads, new Set(files.map((file) => file.name)));
  return { xml: serialise(doc), files };
}

async function send(payload) {
  if (page.isSending) return;
  busy(true);
  const parcel = await packed(payload);
  const mark = withoutEnd(parcel.xml, page.form.ends) + parcel.files.map((file) => `${file.name}:${file.size}`).join();
  // The same answers once more are the same bytes: the desk then knows them, should the first attempt have arrived.
  if (page.lastTried?.mark !== mark) page.lastTried = { mark, ...parcel };
  await deliver();
}

async function deliver() {
  busy(true);
  const answer = await post(desk.submit, page.lastTried.xml, page.lastTried.files, desk.token);
  busy(false);
  if (answer.kind === "done") { await finish(answer); return; }
  tell(TROUBLES[answer.kind] ?? answer, answer.kind === "refused" && answer.status < 500 ? null : deliver);
}

async function finish(answer) {
  page.isChanged = false;
  part("trouble").hidden = true;
  for (const name of ["form", "tools", "notes"]) part(name).remove();
  part("receipt-message").textContent = answer.message ?? "The report was received.";
  if (answer.address) { part("receipt-link").href = answer.address; part("receipt-link").hidden = false; }
  part("receipt").hidden = false;
  part("receipt-head").focus();
  scrollTo(0, 0);
  if (page.draft) await drop(`${desk.drafts}?draft=${encodeURIComponent(page.draft)}`, desk.token);
}

async function saveDraft() {
  if (page.isSending || !page.root) return;
  busy(true);
  const parcel = await packed(await page.root.prepareInstancePayload({ payloadType: "monolithic" }), true);
  page.isChanged = false;
  const asked = new URLSearchParams({ version: desk.version, ...(page.draft ? { draft: page.draft } : {}) });
  const answer = await post(`${desk.drafts}?${asked}`, parcel.xml, [], desk.token);
  busy(false);
  if (answer.kind !== "done") {
    page.isChanged = true;
    state("The draft was not saved.");
    tell(TROUBLES[answer.kind] ?? answer, saveDraft);
    return;
  }
  page.draft = String(answer.draft);
  part("trouble").hidden = true;
  const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  state(`Draft kept on the desk at ${at}.${parcel.files.length ? " Photos are not part of it: add them again before you send." : ""}`);
  history.replaceState(null, "", `?draft=${encodeURIComponent(page.draft)}`);
}

/** Say what went wrong, what to do, and offer to do the same once more. */
function tell(trouble, again) {
  part("trouble-message").textContent = `${trouble.message.replace(/\.$/, "")}.`;
  part("trouble-remedy").textContent = trouble.remedy ?? "";
  part("trouble-number").textContent = trouble.number ?? trouble.detail ?? "";
  part("trouble-link").hidden = !trouble.link;
  const button = part("again");
  button.hidden = !again;
  button.onclick = again;
  part("trouble").hidden = false;
  part("trouble").focus();
}

const state = (words) => { part("state").textContent = words; };

function busy(isBusy) {
  page.isSending = isBusy;
  host.inert = isBusy;
  for (const name of ["save", "again"]) part(name).disabled = isBusy;
  if (isBusy) state("Talking to the desk …");
  else if (part("state")?.textContent.startsWith("Talking")) state("");
}

function changed(event) {
  const inForm = event.target.closest?.("[data-webform=form]:not(:has(.language-changer:focus-within)), .p-datepicker-panel, .p-select-overlay, .p-multiselect-overlay, .p-menu");
  if (!inForm || page.isChanged || (event.type === "click" && !event.target.closest("button, [role=option], td, li"))) return;
  page.isChanged = true;
  state("Changes since the last draft are on this page only.");
}

for (const kind of ["input", "change", "click"]) document.addEventListener(kind, changed);
part("save").addEventListener("click", saveDraft);
// After “Send” with questions still open the renderer marks them; the cursor goes to the first.
host.addEventListener("click", (event) => { if (event.target.closest(".odk-form .footer button")) setTimeout(() => toFirstError(host), 150); });
addEventListener("beforeunload", (event) => { if (page.isChanged) event.preventDefault(); });
