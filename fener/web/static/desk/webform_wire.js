// Talking to the desk. Every answer becomes { kind, ... }: "done", "refused", "signed-out", "away" (nothing heard back).

const csrf = (fallback) => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? fallback;

/** The text at an address; throws { kind, message, remedy } where it cannot be had. */
export async function textAt(address) {
  const answer = await ask(address, {});
  if (answer.kind !== "done") throw answer;
  return answer.text;
}

/** Post answers and files as a phone would, with the token of this session. */
export function post(address, xml, files, token) {
  const body = new FormData();
  body.set("xml_submission_file", new Blob([xml], { type: "text/xml" }), "submission.xml");
  for (const file of files) body.set(file.name, file, file.name);
  return ask(address, { method: "POST", body, headers: { "X-CSRFToken": csrf(token) } });
}

/** Ask for something to be dropped; the answer is not waited for by anybody. */
export const drop = (address, token) => ask(address, { method: "DELETE", headers: { "X-CSRFToken": csrf(token) } });

async function ask(address, options) {
  let answer;
  let text;
  try {
    answer = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
    text = await answer.text();
  } catch {
    return { kind: "away" };
  }
  if (answer.type === "opaqueredirect") return { kind: "signed-out" };
  const told = readJson(answer, text);
  if (answer.ok) return { kind: "done", text, ...told };
  // A form that was open too long is answered with a page, not with JSON.
  if (answer.status === 403 && !told.message) return { kind: "signed-out" };
  return { kind: "refused", status: answer.status, message: `The desk answered ${answer.status}`, remedy: "Try again; if it fails again, tell your administrator.", ...told };
}

function readJson(answer, text) {
  if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return {};
  try { return JSON.parse(text); } catch { return {}; }
}
