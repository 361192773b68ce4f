// The theme, set before the first paint: this file is loaded in the head and blocks, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const YEAR = 365 * 24 * 3600;

  const paint = () => {
    const wished = root.dataset.theme;
    root.dataset.bsTheme = wished === "light" || wished === "dark" ? wished : system.matches ? "dark" : "light";
    document.dispatchEvent(new CustomEvent("desk:theme", { detail: root.dataset.bsTheme }));
  };

  const choose = (event) => {
    const form = event.target.closest("form[data-theme-choice]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    root.dataset.theme = event.submitter.value;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `fener_theme=${event.submitter.value}; Max-Age=${YEAR}; Path=/; SameSite=Lax${secure}`;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", button === event.submitter);
    paint();
  };

  paint();
  system.addEventListener("change", paint);
  document.addEventListener("submit", choose);
})();
