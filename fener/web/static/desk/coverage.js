// The coverage map. Ground and marks come from this server; marks are buttons of three shapes, so that keyboard and colour-blind
// readers get the same. Without WebGL the list beside it stays.
import * as maplibre from "maplibre-gl";

const frame = document.getElementById("coverage-map");
const root = document.documentElement;
const LOOKS = {
  light: { sea: "#e4edf4", land: "#f4f2ec", region: "#ffffff", border: "#9aa8b5" },
  dark: { sea: "#101c28", land: "#1a2733", region: "#263746", border: "#5b6b7a" },
};
const SHAPES = {
  visited: '<circle cx="10" cy="10" r="8.5" fill="#00734f" stroke="#fff" stroke-width="1.5"/><path d="M5.8 10.4l2.8 2.8 5.4-6" fill="none" stroke="#fff" stroke-width="2.2"/>',
  planned: '<circle cx="10" cy="10" r="7.5" fill="#fff" stroke="#0072b2" stroke-width="3.5"/>',
  never: '<path d="M10 1.8 18.6 18H1.4z" fill="#d55e00" stroke="#fff" stroke-width="1.5"/>',
};
const look = () => LOOKS[root.dataset.bsTheme === "dark" ? "dark" : "light"];
const colours = { sea: ["background-color", "sea"], land: ["fill-color", "land"], region: ["fill-color", "region"], border: ["line-color", "border"] };

const hasWebGL = () => Boolean(document.createElement("canvas").getContext("webgl2"));

const withoutMap = () => {
  for (const part of document.querySelectorAll("[data-needs-map]")) part.hidden = true;
  for (const entry of document.querySelectorAll("button[data-site]")) entry.disabled = true;
  document.getElementById("map-missing").hidden = false;
};

const style = (ground) => {
  const now = look();
  return {
    version: 8,
    sources: { ground: { type: "geojson", data: ground, attribution: "Natural Earth" } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": now.sea } },
      { id: "land", type: "fill", source: "ground", filter: ["!", ["get", "region"]], paint: { "fill-color": now.land } },
      { id: "region", type: "fill", source: "ground", filter: ["get", "region"], paint: { "fill-color": now.region } },
      { id: "border", type: "line", source: "ground", paint: { "line-color": now.border, "line-width": 0.8 } },
    ],
  };
};

const said = (site) => {
  const box = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = site.name;
  const told = document.createElement("p");
  told.textContent = site.told;
  box.append(name, told);
  return box;
};

const markOf = (site) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "site-mark";
  button.title = site.name;
  button.setAttribute("aria-label", `${site.name}: ${site.told}`);
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("viewBox", "0 0 20 20");
  drawn.setAttribute("aria-hidden", "true");
  drawn.innerHTML = SHAPES[site.standing]; // a constant of this file
  button.append(drawn);
  return button;
};

const boundsOf = (sites) => {
  if (!sites.length) return [[14.6, 39.5], [23.6, 46.6]];
  const bounds = new maplibre.LngLatBounds();
  for (const site of sites) bounds.extend(site.spot);
  return bounds;
};

const start = async () => {
  maplibre.setWorkerUrl(frame.dataset.worker);
  const marks = JSON.parse(document.getElementById("coverage-marks").textContent);
  const answer = await fetch(frame.dataset.ground, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${frame.dataset.ground}: ${answer.status}`);
  const map = new maplibre.Map({
    container: frame, style: style(await answer.json()), bounds: boundsOf(marks.sites), fitBoundsOptions: { padding: 45, maxZoom: 8 },
    minZoom: 3.5, maxZoom: 10, dragRotate: false, pitchWithRotate: false, touchPitch: false, attributionControl: { compact: true },
    renderWorldCopies: false, maxBounds: [[-4, 30], [46, 56]], cooperativeGestures: true,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.on("error", (event) => console.error(event.error));

  let popup;
  const show = (site) => {
    popup?.remove();
    popup = new maplibre.Popup({ maxWidth: "18rem", offset: 12 }).setLngLat(site.spot).setDOMContent(said(site)).addTo(map);
  };
  const order = { never: 0, planned: 1, visited: 2 };
  const placed = new Map();
  for (const site of [...marks.sites].sort((one, other) => order[one.standing] - order[other.standing])) {
    const element = markOf(site);
    element.addEventListener("click", (event) => { event.stopPropagation(); show(site); });
    new maplibre.Marker({ element, anchor: "center" }).setLngLat(site.spot).addTo(map);
    placed.set(site.id, { site, element });
  }

  const choose = () => {
    const wanted = new Set([...document.querySelectorAll("input[data-standing]:checked")].map((box) => box.dataset.standing));
    for (const { site, element } of placed.values()) element.hidden = !wanted.has(site.standing);
  };
  map.on("load", () => {
    choose();
    for (const { name, spot, region } of marks.names) {
      const label = document.createElement("span");
      label.className = region ? "map-name of-region" : "map-name";
      label.textContent = name;
      label.setAttribute("aria-hidden", "true");
      new maplibre.Marker({ element: label, anchor: "center" }).setLngLat(spot).addTo(map);
    }
    frame.dataset.drawn = "yes";
  });
  document.addEventListener("desk:theme", () => {
    for (const [layer, [property, name]] of Object.entries(colours)) map.setPaintProperty(layer, property, look()[name]);
  });
  document.getElementById("map-layers").addEventListener("change", choose);
  document.getElementById("map-list").addEventListener("click", (event) => {
    const entry = event.target.closest("button[data-site]");
    const found = entry && placed.get(entry.dataset.site);
    if (!found) return;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    map.easeTo({ center: found.site.spot, zoom: Math.max(map.getZoom(), 7), duration: still ? 0 : 500 });
    show(found.site);
    for (const other of document.querySelectorAll(".map-entry[aria-current]")) other.removeAttribute("aria-current");
    entry.setAttribute("aria-current", "true");
  });
};

if (frame && hasWebGL()) {
  start().catch((fault) => { console.error(fault); withoutMap(); });
} else if (frame) {
  withoutMap();
}
