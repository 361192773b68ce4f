// Receipt codes, as fener/gateways/vault/receipt_codes.py makes and reads them.
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { bech32 } from "@scure/base";
import { identityToRecipient } from "age-encryption";

const GROUPS = 8;
const GROUP = 5;
const SALT = new TextEncoder().encode("fener safe door receipt code 1");
const DAMM = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];

function checkDigit(place, digits) {
  let interim = place;
  for (const digit of digits) interim = Number(DAMM[interim][Number(digit)]);
  return String(interim);
}

/** Forty digits in eight groups, drawn here. */
export function newCode() {
  const groups = [];
  for (let place = 0; place < GROUPS; place += 1) {
    let drawn;
    do drawn = crypto.getRandomValues(new Uint16Array(1))[0];
    while (drawn >= 60000);
    const digits = String(drawn % 10000).padStart(GROUP - 1, "0");
    groups.push(digits + checkDigit(place, digits));
  }
  return groups.join(" ");
}

/** What somebody typed as groups of plain digits, whatever script they are in. */
export function typedGroups(typed) {
  const digits = [...typed].map(plainDigit).join("");
  return digits.match(/.{1,5}/g) ?? [];
}

function plainDigit(sign) {
  if (!/\p{Nd}/u.test(sign)) return "";
  let zero = sign.codePointAt(0);
  // Unicode keeps ten decimal digits together, so the zero is at most nine before.
  for (let back = 0; back <= 9; back += 1) {
    const at = zero - back;
    if (ZEROS.has(at)) return String(back);
  }
  return "";
}

const ZEROS = new Set([
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
  0x1090, 0x17e0, 0x1810, 0xff10,
]);

/** Numbers (from 0) of the groups that do not fit. */
export function wrongGroups(typed) {
  return typedGroups(typed).flatMap((group, place) => {
    const fits = place < GROUPS && group.length === GROUP && checkDigit(place, group.slice(0, -1)) === group.at(-1);
    return fits ? [] : [place];
  });
}

/** Whether it is a whole code without a mistake. */
export function isCode(typed) {
  return typedGroups(typed).length === GROUPS && wrongGroups(typed).length === 0;
}

/** Everything that follows from a code: wayIn (hex), identity, recipient, mark(bytes) → hex. */
export async function receiptKeys(code) {
  const password = typedGroups(code).map((group) => group.slice(0, -1)).join("");
  const drawn = await scryptAsync(password, SALT, { N: 2 ** 13, r: 8, p: 1, dkLen: 96 });
  const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-", drawn.subarray(32, 64)).toUpperCase();
  return {
    wayIn: bytesToHex(drawn.subarray(0, 32)),
    identity,
    recipient: await identityToRecipient(identity),
    mark: (content) => bytesToHex(hmac(sha256, drawn.subarray(64), content)),
  };
}
