// An open workspace counts down, and what it showed leaves the screen when it closes.
const clocks = [...document.querySelectorAll("time[data-closes]")];

function tick() {
  for (const clock of clocks) {
    const left = Math.ceil((Date.parse(clock.dateTime) - Date.now()) / 60000);
    if (left <= 0) {
      document.querySelector(".answers")?.remove();
      window.location.reload();
      return;
    }
    clock.dataset.shown ??= clock.textContent;
    clock.textContent = `${clock.dataset.shown} (${left} min left)`;
  }
  if (clocks.length) window.setTimeout(tick, 15000);
}

tick();
