// The container, as fener/gateways/vault/door_container.py writes and reads it: a ZIP with nothing compressed.
const FORMAT = "fener-door/1";
const LEAST = 4096;
const utf8 = new TextEncoder();

const CRC = new Uint32Array(256).map((_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(content) {
  let value = 0xffffffff;
  for (const byte of content) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function header(signature, entry, more) {
  const isCentral = signature === 0x02014b50;
  const view = new DataView(new ArrayBuffer(isCentral ? 46 : 30));
  let at = 0;
  const put = (size, value) => {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  };
  put(4, signature);
  if (isCentral) put(2, 20);
  put(2, 20);
  put(2, 0x0800); // names are UTF-8
  put(2, 0);
  put(2, 0);
  put(2, 0x21); // the first of January 1980
  put(4, crc32(entry.content));
  put(4, entry.content.length);
  put(4, entry.content.length);
  put(2, entry.name.length);
  put(2, 0);
  if (isCentral) {
    put(2, 0);
    put(2, 0);
    put(2, 0);
    put(4, 0);
    put(4, more);
  }
  return new Uint8Array(view.buffer);
}

function zipped(files) {
  const entries = files.map(([name, content]) => ({ name: utf8.encode(name), content }));
  const parts = [];
  const central = [];
  let length = 0;
  for (const entry of entries) {
    central.push(header(0x02014b50, entry, length), entry.name);
    for (const part of [header(0x04034b50, entry), entry.name, entry.content]) {
      parts.push(part);
      length += part.length;
    }
  }
  const size = central.reduce((sum, part) => sum + part.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, length, true);
  return joined([...parts, ...central, new Uint8Array(end.buffer)]);
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Padmé: the length with its low bits rounded up. */
export function paddedLength(length) {
  if (length <= LEAST) return LEAST;
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - (Math.floor(Math.log2(exponent)) + 1));
  return Math.ceil(length / step) * step;
}

/** words: field by field; files: [name, bytes] each. */
export function pack(words, files = []) {
  const listed = [["message.json", utf8.encode(JSON.stringify({ format: FORMAT, ...words }, null, 1))], ...files];
  const bare = zipped([...listed, ["padding", new Uint8Array(0)]]).length;
  return zipped([...listed, ["padding", new Uint8Array(paddedLength(bare) - bare)]]);
}

/** { words, files } of a container; throws for anything else. */
export function unpack(container) {
  const view = new DataView(container.buffer, container.byteOffset, container.byteLength);
  const end = container.length - 22;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Error("not a letter of the safe door");
  let at = view.getUint32(end + 16, true);
  const found = new Map();
  for (let number = view.getUint16(end + 10, true); number > 0; number -= 1) {
    if (view.getUint32(at, true) !== 0x02014b50 || view.getUint16(at + 10, true) !== 0) throw new Error("not a letter of the safe door");
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(container.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    found.set(name, container.subarray(start, start + size));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  const { format, ...words } = JSON.parse(new TextDecoder().decode(found.get("message.json")));
  found.delete("message.json");
  found.delete("padding");
  return { words, files: [...found].sort(([one], [other]) => (one < other ? -1 : 1)) };
}
