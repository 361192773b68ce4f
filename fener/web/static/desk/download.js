// A report may take some seconds to draw: say so, and keep the page while it is made.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-made-on-demand]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy") === "true") return;
  const told = document.getElementById("making");
  link.setAttribute("aria-busy", "true");
  told.hidden = false;
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    if (!answer.ok) { window.location.assign(link.href); return; }
    const name = /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "report";
    const file = URL.createObjectURL(await answer.blob());
    const save = Object.assign(document.createElement("a"), { href: file, download: name });
    document.body.append(save);
    save.click();
    save.remove();
    setTimeout(() => URL.revokeObjectURL(file), 60000);
  } catch {
    window.location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
    told.hidden = true;
  }
});
