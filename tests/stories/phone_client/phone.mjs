// A phone that shares no line with the desk: ODK's own form engine fills the forms, plain fetch sends what it made.
//
// Reads one JSON command a line on standard input, writes one JSON answer a line on standard output:
//   {"do": "setUp", "base": "http://…/openrosa/key/…"}            the address a settings code carries
//   {"do": "list"}                                                 what the desk offers
//   {"do": "get", "form": id}                                      form, manifest and lists, checked against their digests
//   {"do": "fill", "form": id, "answers": {path or name: value}, "everything": true, "repeats": {path: n}, "photo": base64}
//   {"do": "edit", "of": handle, "answers": {…}}                   as fill, from what was sent before
//   {"do": "post", "handle": h, "files": [names] | null, "incomplete": true, "replaceText": [from, to], "more": {name: base64}}
//   {"do": "send", "xml": text, "files": {name: base64}, "incomplete": false}      bytes made elsewhere (encrypted ones)
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Answers, must, told } from './answers.mjs';
import { loadForm } from './engine.mjs';

const HEADERS = { 'X-OpenRosa-Version': '1.0', 'User-Agent': 'test phone' };
const DEVICE = 'deviceID=test%3Aphone';
const forms = new Map(); // id → {xml, media, loaded}
const filled = new Map(); // handle → {form, xml, files}
let base = '';

const does = { setUp, list, get, fill, edit, post, send };

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const command = JSON.parse(line);
    answer = await does[command.do](command);
  } catch (error) {
    answer = { error: String(error.stack ?? error), cause: error.cause ? String(error.cause) : undefined };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}

async function setUp(command) {
  base = command.base.replace(/\/+$/, '');
  forms.clear();
  return { base };
}

async function list() {
  const answer = await ask(`${base}/formList`);
  if (answer.status !== 200) return { status: answer.status, text: await answer.text() };
  const type = answer.headers.get('content-type') ?? '';
  must(type.includes('text/xml'), `formList comes as ${type}`);
  const etag = answer.headers.get('etag');
  const entries = elements(await answer.text(), 'xform').map((xform) => ({
    form: child(xform, 'formID'),
    name: child(xform, 'name'),
    version: child(xform, 'version'),
    hash: child(xform, 'hash'),
    download: child(xform, 'downloadUrl'),
    manifest: child(xform, 'manifestUrl'),
  }));
  for (const entry of entries) must(entry.form && entry.name && entry.download, 'an entry of formList is not whole');
  const again = await ask(`${base}/formList`, { headers: { 'If-None-Match': etag } });
  return { status: 200, forms: entries, again: again.status, headers: Object.fromEntries(answer.headers) };
}

async function get(command) {
  const entry = (await list()).forms.find((one) => one.form === command.form);
  must(entry, `the desk offers no form ${command.form}`);
  const xml = await downloaded(entry.download, entry.hash);
  const media = new Map();
  if (entry.manifest) {
    const manifest = await ask(entry.manifest);
    must(manifest.status === 200, `manifest: ${manifest.status}`);
    for (const file of elements(await manifest.text(), 'mediaFile')) {
      const name = child(file, 'filename');
      media.set(name, await downloaded(child(file, 'downloadUrl'), child(file, 'hash')));
    }
  }
  forms.set(command.form, { xml, media, loaded: await load(xml, media) });
  return { form: command.form, version: entry.version, bytes: xml.length, media: Object.fromEntries(media) };
}

async function downloaded(address, hash) {
  const answer = await ask(address);
  must(answer.status === 200, `${address}: ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  must(hash === `md5:${createHash('md5').update(bytes).digest('hex')}`, `${address} is not what its digest says`);
  const etag = answer.headers.get('etag');
  const again = await ask(address, { headers: { 'If-None-Match': etag } });
  must(again.status === 304, `${address} is sent twice: ${again.status}`);
  return bytes.toString('utf8');
}

async function load(xml, media) {
  const fetchFormAttachment = async (address) => {
    const name = decodeURIComponent(address.href.split('/').at(-1));
    return media.has(name) ? new Response(media.get(name), { headers: { 'content-type': 'text/csv' } }) : new Response('', { status: 404 });
  };
  const loaded = await loadForm(xml, { fetchFormAttachment });
  must(loaded.status !== 'failure', `the engine refuses the form: ${loaded.error?.message}`);
  return loaded;
}

async function fill(command) {
  if (!forms.has(command.form)) await get(command);
  const instance = forms.get(command.form).loaded.createInstance();
  return finish(instance.root, command);
}

async function edit(command) {
  const before = filled.get(command.of);
  const instance = await forms.get(before.form).loaded.editInstance({
    inputType: 'FORM_INSTANCE_INPUT_RESOLVABLE',
    resolveInstance: () => before.xml,
    attachments: new Map([...before.files].map(([name, file]) => [name, async () => new Response(file)])),
  });
  return finish(instance.root, { ...command, form: before.form });
}

async function finish(root, command) {
  const asked = new Answers(command);
  asked.give(root);
  const left = asked.unused();
  must(left.length === 0, `there is nothing to answer at ${left.join(', ')}`);
  const payload = await root.prepareInstancePayload({ payloadType: 'monolithic' });
  const [data] = payload.data;
  const xml = await data.get('xml_submission_file').text();
  const files = new Map([...data.entries()].filter(([name]) => name !== 'xml_submission_file'));
  const handle = `filled-${filled.size + 1}`;
  filled.set(handle, { form: command.form, xml, files });
  return {
    handle,
    xml,
    status: payload.status,
    violations: (payload.violations ?? []).map((one) => `${one.reference}: ${one.violation.condition}`),
    encryptionKey: payload.submissionMeta.encryptionKey,
    files: Object.fromEntries(await Promise.all([...files].map(async ([name, file]) => [name, await digest(file)]))),
    answers: told(root),
  };
}

async function digest(file) {
  return createHash('sha256').update(Buffer.from(await file.arrayBuffer())).digest('hex');
}

async function post({ handle, files = null, incomplete = false, replaceText = null, more = {} }) {
  const { xml, files: own } = filled.get(handle);
  const wanted = [...own].filter(([name]) => files === null || files.includes(name));
  const text = replaceText ? xml.replace(replaceText[0], replaceText[1]) : xml;
  must(!replaceText || text !== xml, 'nothing was replaced');
  return deliver(text, [...wanted, ...Object.entries(more).map(([name, content]) => [name, fileOf(name, content)])], incomplete);
}

async function send({ xml, files = {}, incomplete = false }) {
  return deliver(xml, Object.entries(files).map(([name, content]) => [name, fileOf(name, content)]), incomplete);
}

async function deliver(xml, files, incomplete) {
  // As Collect does: ask first whether posting is possible, then post whatever the answer was, unless it was 401.
  const head = await ask(`${base}/submission`, { method: 'HEAD' });
  if (head.status === 401) return { head: 401, status: 401 };
  const body = new FormData();
  body.append('xml_submission_file', new File([xml], 'submission.xml', { type: 'text/xml' }));
  if (incomplete) body.append('*isIncomplete*', 'yes');
  for (const [name, file] of files) body.append(name, file, name);
  const answer = await ask(`${base}/submission`, { method: 'POST', body });
  const text = await answer.text();
  const message = text ? elements(text, 'message')[0] : undefined;
  return {
    head: head.status,
    status: answer.status,
    nature: message?.getAttribute('nature'),
    message: message?.textContent ?? text,
    limit: Number(head.headers.get('x-openrosa-accept-content-length')),
  };
}

function fileOf(name, content) {
  return new File([Buffer.from(content, 'base64')], name, { type: 'application/octet-stream' });
}

function ask(address, options = {}) {
  const url = `${address}${address.includes('?') ? '&' : '?'}${DEVICE}`;
  return fetch(url, { ...options, headers: { ...HEADERS, ...options.headers } });
}

function elements(xml, name) {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  must(!document.querySelector('parsererror'), `not XML: ${xml.slice(0, 200)}`);
  return [...document.getElementsByTagNameNS('*', name)];
}

function child(element, name) {
  return [...element.children].find((one) => one.localName === name)?.textContent ?? '';
}
