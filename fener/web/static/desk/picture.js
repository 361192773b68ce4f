// Draws every chart of the page from the specification that print uses, without eval, in the page's colours.
import { expressionInterpreter } from "vega-interpreter";

const root = document.documentElement;
const look = JSON.parse(document.getElementById("picture-look").textContent);
const drawn = new Map();

const draw = async (frame) => {
  const spec = JSON.parse(document.getElementById(frame.dataset.spec).textContent);
  const config = look[root.dataset.bsTheme === "dark" ? "dark" : "light"];
  drawn.get(frame)?.finalize();
  try {
    const made = await window.vegaEmbed(frame, spec, {
      ast: true, expr: expressionInterpreter, actions: false, renderer: "svg", config, tooltip: true, defaultStyle: false,
      logLevel: window.vega.Error,
    });
    drawn.set(frame, made);
    frame.dataset.drawn = "yes";
  } catch (fault) {
    frame.dataset.drawn = "no";
    frame.textContent = "The chart could not be drawn here; the table below says the same.";
    console.error(fault);
  }
};

const visible = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    visible.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "600px" });

const frames = (within) => within.querySelectorAll("[data-spec]");
for (const frame of frames(document)) visible.observe(frame);

document.addEventListener("desk:theme", () => { for (const frame of [...drawn.keys()]) draw(frame); });
document.addEventListener("htmx:after:swap", () => {
  for (const frame of frames(document)) if (!frame.dataset.drawn) visible.observe(frame);
});
// Paper has no scroll position: draw everything before printing.
window.addEventListener("beforeprint", () => { for (const frame of frames(document)) if (!frame.dataset.drawn) draw(frame); });
