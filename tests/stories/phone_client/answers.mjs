// Answers questions of a form held by ODK's engine, and tells what the engine holds afterwards.

// Fills what is relevant, in the order asked, again and again until nothing new appears: answers open further questions.
export class Answers {
  constructor({ answers = {}, everything = false, repeats = {}, photo = '' }) {
    Object.assign(this, { answers, everything, repeats, photo: Buffer.from(photo, 'base64'), given: new Set(), used: new Set(), count: 0 });
  }

  give(root) {
    for (let round = 0, before = -1; before !== this.given.size && round < 50; round += 1) {
      before = this.given.size;
      this.walk(root, '');
    }
  }

  unused() {
    return Object.keys(this.answers).filter((path) => !this.used.has(path));
  }

  walk(node, path) {
    if (!node.currentState.relevant) return;
    const kind = node.nodeType;
    if (kind.startsWith('repeat-range')) this.repeat(node, path);
    for (const [index, below] of (node.currentState.children ?? []).entries()) {
      const place = kind.startsWith('repeat-range') ? `${path}[${index + 1}]` : join(path, nameOf(below));
      if (!place.startsWith('meta')) this.walk(below, place);
    }
    if (!node.currentState.children) this.answer(node, path);
  }

  repeat(node, path) {
    if (node.nodeType !== 'repeat-range:uncontrolled' || this.given.has(path)) return;
    const wanted = this.repeats[path];
    if (wanted === undefined) return;
    const there = node.currentState.children.length;
    if (wanted > there) node.addInstances(undefined, wanted - there);
    if (wanted < there) node.removeInstances(wanted, there - wanted);
    this.given.add(path);
  }

  answer(node, path) {
    if (this.given.has(path) || node.currentState.readonly || node.nodeType === 'model-value' || node.nodeType === 'note') return;
    const plain = path.replace(/\[\d+\]/g, '');
    const key = [path, plain, nameOf(node)].find((one) => one in this.answers);
    if (key !== undefined) {
      this.used.add(key);
      set(node, this.answers[key], this.photo, this.count);
    } else if (this.everything) {
      set(node, this.invented(node), this.photo, this.count);
    } else return;
    this.count += 1;
    this.given.add(path);
  }

  // Plain answers to everything; of choices another one each time, so that code lists are met in their width.
  invented(node) {
    this.count += 1;
    const options = node.currentState.valueOptions?.map((option) => option.value) ?? [];
    if (node.nodeType === 'select' && options.length === 0) return null;
    if (node.nodeType === 'select' && node.selectType === 'select') {
      const exclusive = new Set(['none', 'none_seen', 'refused', 'unknown', 'unclear']);
      const usual = options.filter((name) => !exclusive.has(name));
      const from = this.count % Math.max(1, usual.length);
      return usual.length ? [...new Set([usual[from], usual[(from + 1) % usual.length]])] : [options[0]];
    }
    if (node.nodeType === 'select') return options[this.count % options.length];
    return { int: 3, decimal: 12.5, date: '2026-03-04', time: '14:05:00', dateTime: '2026-03-04T14:05:00', geopoint: '42.46 21.47 0 0' }[node.valueType]
      ?? (node.nodeType === 'upload' ? 'photo.jpg' : `Nešto đ – ${this.count} قصة & <b>`);
  }
}

function set(node, value, photo, count) {
  if (node.nodeType === 'select') {
    const asked = value === null ? [] : [value].flat();
    for (const one of asked) must(node.getValueOption(one), `${node.currentState.reference} has no choice ${one}`);
    return node.selectType === 'select' ? node.selectValues(asked) : node.selectValue(asked[0] ?? null);
  }
  if (node.nodeType === 'rank') return node.setValues([value].flat());
  if (node.nodeType === 'trigger') return node.setValue(Boolean(value));
  if (node.nodeType === 'upload') return node.setValue(value === null ? null : new File([photo, String(count)], value, { type: 'image/jpeg' }));
  if (node.valueType === 'geopoint' && value !== null) {
    const [latitude, longitude, altitude, accuracy] = value.split(' ').map(Number);
    return node.setValue({ latitude, longitude, altitude: altitude ?? null, accuracy: accuracy ?? null });
  }
  return node.setValue(value === null ? '' : node.valueType === 'int' ? BigInt(value) : value);
}

// What the engine holds, as plain JSON in the shape of a filled questionnaire; nothing that is skipped or left empty.
export function told(node) {
  const answers = {};
  for (const below of node.currentState.children) {
    if (!below.currentState.relevant || nameOf(below) === 'meta') continue;
    const value = toldOf(below);
    if (value !== undefined) answers[nameOf(below)] = value;
  }
  return answers;
}

function toldOf(node) {
  if (node.nodeType.startsWith('repeat-range')) {
    const rows = node.currentState.children.filter((one) => one.currentState.relevant).map(told);
    // Empty rows count only beside one that says something.
    return rows.some((row) => Object.keys(row).length) ? rows : undefined;
  }
  if (node.currentState.children) {
    const inside = told(node);
    return Object.keys(inside).length ? inside : undefined;
  }
  const text = node.currentState.instanceValue ?? '';
  if (text === '' || node.nodeType === 'note') return undefined;
  if (node.nodeType === 'select' && node.selectType === 'select') return text.split(' ');
  if (node.valueType === 'int') return Number(text);
  if (node.valueType === 'decimal') return Number(text);
  if (node.valueType === 'geopoint') {
    return Object.fromEntries(text.split(' ').map((part, index) => [['lat', 'lon', 'alt', 'acc'][index], Number(part)]));
  }
  return text;
}

function nameOf(node) {
  return node.currentState.reference.split('/').at(-1).replace(/\[\d+\]$/, '');
}

function join(path, name) {
  return path ? `${path}/${name}` : name;
}

export function must(condition, message) {
  if (!condition) throw new Error(message);
}
