// Numbers, dates and times as people of the region type them: 12,5 and 20.11.2026 and 9:05. The renderer reads 12,5 as 125
// and drops a date it cannot read; here such answers are put into its terms before it looks at them.

const DECIMAL = new Intl.NumberFormat().formatToParts(1.5).find((piece) => piece.type === "decimal").value;
const NUMBER = ".p-inputnumber-input";
const DAY = ".p-datepicker-input";
const passed = new WeakSet();

/** Listen around the form; unread(text) is told of a date or time that could not be understood. */
export function helpTyping(host, unread) {
  host.addEventListener("keypress", typedSign, true);
  host.addEventListener("paste", pastedNumber, true);
  // Before the field is left: once the calendar closes, the renderer has already put its own reading back.
  host.addEventListener("keydown", (event) => { if (/^(Enter|Tab|Escape)$/.test(event.key)) leftDay(event.target, unread); }, true);
  document.addEventListener("pointerdown", (event) => { if (event.target !== document.activeElement) leftDay(document.activeElement, unread); }, true);
  host.addEventListener("blur", (event) => leftDay(event.target, unread), true);
}

function typedSign(event) {
  if (passed.has(event) || !event.target.matches(NUMBER) || !/^[.,]$/.test(event.key) || event.key === DECIMAL) return;
  instead(event, new KeyboardEvent("keypress", { key: DECIMAL, bubbles: true, cancelable: true }));
}

function pastedNumber(event) {
  if (passed.has(event) || !event.target.matches(NUMBER)) return;
  const number = plainNumber(event.clipboardData.getData("text"));
  if (number === null) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", number.replace(".", DECIMAL));
  instead(event, new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}

function instead(event, other) {
  event.preventDefault();
  event.stopImmediatePropagation();
  passed.add(other);
  event.target.dispatchEvent(other);
}

/** "1 500,25" and "1.500,25" and "1,500.25" as "1500.25"; null where it is no number. A lone sign before digits is a decimal sign. */
export function plainNumber(text) {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, "");
  const last = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
  const signs = bare.replace(/[^.,]/g, "");
  const isGrouped = signs.length > 1 && new Set(signs).size === 1;
  const plain = last < 0 || isGrouped ? bare.replace(/[.,]/g, "") : `${bare.slice(0, last).replace(/[.,]/g, "")}.${bare.slice(last + 1)}`;
  return /^-?\d*\.?\d+$/.test(plain) ? plain : null;
}

function leftDay(field, unread) {
  if (!field.matches?.(DAY) || !field.value.trim()) return;
  const typed = field.value.trim();
  const isTime = typed.includes(":");
  const known = isTime ? plainTime(typed) : plainDay(typed);
  if (known === null) { unread(typed); return; }
  if (known === typed) return;
  field.value = known;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** "9:05" as "09:05"; null where there is no such time. */
export function plainTime(text) {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  return found && `${found[1].padStart(2, "0")}:${found[2]}`;
}

/** "20. 11. 2026.", "20/11/2026" and "2026-11-20" as "20.11.2026": the day comes first here. Null where there is no such day. */
export function plainDay(text) {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const found = iso ? [text, iso[3], iso[2], iso[1]] : /^(\d{1,2})[./]\s*(\d{1,2})[./]\s*(\d{4})\.?$/.exec(text);
  if (!found) return null;
  const [day, month, year] = [found[1].padStart(2, "0"), found[2].padStart(2, "0"), found[3]];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`) ? `${day}.${month}.${year}` : null;
}
