// What the desk changes in a compiled form before it is drawn, and in the answers before they leave. Pure functions over XML.

const JAVAROSA = "http://openrosa.org/javarosa";
const MAPS = new Set(["map", "maps", "placement-map"]);
const POINT = /^\s*(-?\d{1,2}(?:\.\d+)?)[\s,;]+(-?\d{1,3}(?:\.\d+)?)(?:[\s,;]+(-?\d+(?:\.\d+)?))?(?:[\s,;]+(\d+(?:\.\d+)?))?\s*$/;
const POINT_PATTERN = "^ *-?[0-9]{1,2}([.][0-9]+)?[ ,;]+-?[0-9]{1,3}([.][0-9]+)?([ ,;]+-?[0-9.]+){0,2} *$";
const POINT_HINT = "Latitude and longitude in degrees, for example 42.06 21.45. The desk does not ask where this computer is.";

const all = (node, name) => [...node.getElementsByTagNameNS("*", name)];
const child = (node, name) => [...(node?.children ?? [])].find((each) => each.localName === name) ?? null;

export function parseXml(text) {
  const parsed = new DOMParser().parseFromString(text, "application/xml");
  if (parsed.getElementsByTagName("parsererror").length) throw new Error("not well-formed");
  return parsed;
}

export const serialise = (doc) => new XMLSerializer().serializeToString(doc);

/** The nodes at "/data/group/name", in every repeat; prefixes do not matter. */
export function nodesAt(doc, nodeset) {
  const names = nodeset.split("/").filter(Boolean).map((step) => step.split(":").pop().replace(/\[.*\]$/, ""));
  let found = doc.documentElement.localName === names[0] ? [doc.documentElement] : [];
  for (const name of names.slice(1)) found = found.flatMap((node) => [...node.children].filter((each) => each.localName === name));
  return found;
}

/** A copy of the form for a desk: points are typed, nothing asks where the computer is, no map is loaded.
 *
 * The server gets the same answers under the same names: only the way of giving them differs.
 * Returns { xml, title, points, uploads, ends, left: labels of questions that only a phone can answer }.
 */
export function adaptForm(text) {
  const doc = parseXml(text);
  for (const asks of all(doc, "setgeopoint")) asks.remove();
  for (const control of all(doc, "*").filter((each) => each.hasAttribute("appearance"))) {
    const kept = control.getAttribute("appearance").split(/\s+/).filter((word) => !MAPS.has(word));
    control.setAttribute("appearance", kept.join(" "));
  }
  const points = all(doc, "bind").filter((bind) => bind.getAttribute("type") === "geopoint").map((bind) => typed(doc, bind));
  for (const bind of all(doc, "bind")) if (/^geo(trace|shape)$/.test(bind.getAttribute("type") ?? "")) bind.setAttribute("type", "string");
  for (const bind of all(doc, "bind")) explain(bind);
  const uploads = all(doc, "upload").map((upload) => upload.getAttribute("ref"));
  const left = all(doc, "upload").filter((upload) => !(upload.getAttribute("mediatype") ?? "").startsWith("image/")).map((upload) => leave(doc, upload));
  const ends = all(doc, "bind").filter((bind) => bind.getAttributeNS(JAVAROSA, "preloadParams") === "end").map((bind) => bind.getAttribute("nodeset"));
  return { xml: serialise(doc), title: all(doc, "title")[0]?.textContent ?? "", points, uploads, ends, left };
}

// Words for what the form itself has no words for; the renderer's own are "Condition not satisfied".
function explain(bind) {
  for (const [asked, words] of [["required", "This question needs an answer."], ["constraint", "This answer is not possible here."]]) {
    const name = `${asked}Msg`;
    if (bind.hasAttribute(asked) && !bind.hasAttributeNS(JAVAROSA, name)) bind.setAttributeNS(JAVAROSA, `jr:${name}`, words);
  }
}

function typed(doc, bind) {
  const nodeset = bind.getAttribute("nodeset");
  bind.setAttribute("type", "string");
  if (!bind.hasAttribute("constraint")) {
    bind.setAttribute("constraint", `regex(., '${POINT_PATTERN}')`);
    bind.setAttributeNS(JAVAROSA, "jr:constraintMsg", "Write two numbers: degrees of latitude, then of longitude.");
  }
  for (const input of all(doc, "input").filter((each) => each.getAttribute("ref") === nodeset)) {
    let hint = child(input, "hint");
    if (hint) { for (const line of wordings(doc, hint)) line.textContent = `${line.textContent} ${POINT_HINT}`; continue; }
    hint = doc.createElementNS(input.namespaceURI, "hint");
    hint.textContent = POINT_HINT;
    child(input, "label")?.after(hint);
  }
  return nodeset;
}

function wordings(doc, holder) {
  const id = /jr:itext\(\s*'([^']+)'\s*\)/.exec(holder.getAttribute("ref") ?? "")?.[1];
  if (!id) return [holder];
  return all(doc, "text").filter((text) => text.getAttribute("id") === id).flatMap((text) => all(text, "value"));
}

// Recordings and files are not something the renderer takes: the question goes from the page, what was answered stays.
function leave(doc, upload) {
  const nodeset = upload.getAttribute("ref");
  for (const bind of all(doc, "bind").filter((each) => each.getAttribute("nodeset") === nodeset)) bind.removeAttribute("required");
  const label = child(upload, "label");
  const words = (label && wordings(doc, label)[0]?.textContent.trim()) || nodeset.split("/").pop();
  upload.remove();
  return words;
}

/** instanceID and deprecatedID of answers; a missing one is "". */
export function identityOf(doc) {
  const meta = child(doc.documentElement, "meta");
  return { instanceID: child(meta, "instanceID")?.textContent ?? "", deprecatedID: child(meta, "deprecatedID")?.textContent ?? "" };
}

/** Put an identity back: a draft taken up again is the same record, though the renderer thinks it edits another. */
export function withIdentity(doc, identity) {
  const meta = child(doc.documentElement, "meta");
  const instance = child(meta, "instanceID");
  if (!instance) return;
  instance.textContent = identity.instanceID;
  let deprecated = child(meta, "deprecatedID");
  if (!identity.deprecatedID) { deprecated?.remove(); return; }
  if (!deprecated) instance.after(deprecated = doc.createElementNS(instance.namespaceURI, instance.nodeName.replace("instanceID", "deprecatedID")));
  deprecated.textContent = identity.deprecatedID;
}

/** Typed points as phones write them: latitude, longitude, altitude, accuracy. */
export function withPoints(doc, nodesets) {
  for (const node of nodesets.flatMap((nodeset) => nodesAt(doc, nodeset))) {
    const found = POINT.exec(node.textContent);
    if (found) node.textContent = [found[1], found[2], found[3] ?? "0", found[4] ?? "0"].join(" ");
  }
}

/** Names of files the answers mention. */
export const filesNamed = (doc, nodesets) =>
  nodesets.flatMap((nodeset) => nodesAt(doc, nodeset)).map((node) => node.textContent.trim()).filter(Boolean);

/** Take out the names of files that are not kept with the answers. */
export function withoutFiles(doc, nodesets, names) {
  for (const node of nodesets.flatMap((nodeset) => nodesAt(doc, nodeset))) if (names.has(node.textContent.trim())) node.textContent = "";
}

/** The answers without the clock's reading of "end", so that two attempts at sending the same can be recognised. */
export function withoutEnd(text, nodesets) {
  const doc = parseXml(text);
  for (const node of nodesets.flatMap((nodeset) => nodesAt(doc, nodeset))) node.textContent = "";
  return serialise(doc);
}
