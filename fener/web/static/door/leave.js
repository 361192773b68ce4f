// Leaving quickly: the link replaces this page in the history, and Escape pressed twice does the same.
"use strict";
(() => {
  const link = document.getElementById("leave");
  if (!link) return;
  let last = 0;
  const leave = () => {
    document.documentElement.hidden = true;
    for (const form of document.forms) form.reset();
    location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = Date.now();
    if (now - last < 1500) leave();
    last = now;
  });
})();
