// The map of routes. Everything comes from this server; names are HTML, so no fonts are fetched. Without WebGL the printed map stays.
import * as maplibre from "maplibre-gl";

const frame = document.getElementById("map");
const root = document.documentElement;
const LOOKS = {
  light: { sea: "#e4edf4", land: "#f4f2ec", region: "#ffffff", border: "#9aa8b5", segment: "#0072b2", halo: "#ffffff" },
  dark: { sea: "#101c28", land: "#1a2733", region: "#263746", border: "#5b6b7a", segment: "#56b4e9", halo: "#101c28" },
};
const look = () => LOOKS[root.dataset.bsTheme === "dark" ? "dark" : "light"];
const collection = (features) => ({ type: "FeatureCollection", features });

const hasWebGL = () => {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
};

const withoutMap = () => {
  for (const part of document.querySelectorAll("[data-needs-map]")) part.hidden = true;
  document.getElementById("map-missing").hidden = false;
  const printed = document.getElementById("printed-map");
  if (printed) printed.open = true;
};

const ask = async (address) => {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

const colours = {
  sea: ["background-color", "sea"], land: ["fill-color", "land"], region: ["fill-color", "region"], border: ["line-color", "border"],
  "segments-halo": ["line-color", "halo"], segments: ["line-color", "segment"],
};

const style = (ground, marks) => {
  const now = look();
  return {
    version: 8,
    sources: {
      ground: { type: "geojson", data: ground, attribution: "Natural Earth" },
      segments: { type: "geojson", data: collection(marks.segments) },
      crossings: { type: "geojson", data: collection(marks.crossings) },
      incidents: { type: "geojson", data: collection(marks.incidents) },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": now.sea } },
      { id: "land", type: "fill", source: "ground", filter: ["!", ["get", "region"]], paint: { "fill-color": now.land } },
      { id: "region", type: "fill", source: "ground", filter: ["get", "region"], paint: { "fill-color": now.region } },
      { id: "border", type: "line", source: "ground", paint: { "line-color": now.border, "line-width": 0.8 } },
      {
        id: "incidents", type: "circle", source: "incidents",
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "persons"]], 0, 4, 10, 20],
          "circle-color": "#d55e00", "circle-opacity": 0.45, "circle-stroke-color": "#a84a00", "circle-stroke-width": 1,
        },
      },
      {
        id: "segments-halo", type: "line", source: "segments", layout: { "line-cap": "round" },
        paint: { "line-color": now.halo, "line-width": 4.5, "line-opacity": 0.7 },
      },
      {
        id: "segments", type: "line", source: "segments", layout: { "line-cap": "round" },
        paint: { "line-color": now.segment, "line-width": 2 },
      },
      {
        id: "crossings", type: "circle", source: "crossings",
        paint: { "circle-radius": 6, "circle-color": "#00734f", "circle-stroke-color": "#ffffff", "circle-stroke-width": 1.5 },
      },
      {
        id: "chosen", type: "line", source: "segments", filter: ["==", ["get", "id"], ""],
        paint: { "line-color": "#e69f00", "line-width": 5 },
      },
    ],
  };
};

const heads = {
  id: "heads", type: "symbol", source: "segments",
  layout: { "symbol-placement": "line-center", "icon-image": "head", "icon-allow-overlap": true, "icon-rotation-alignment": "map" },
};

const head = (colour) => {
  const size = 22;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(size - 2, size / 2);
  pen.lineTo(3, size - 4);
  pen.lineTo(8, size / 2);
  pen.lineTo(3, 4);
  pen.closePath();
  pen.fill();
  return pen.getImageData(0, 0, size, size);
};

const said = (properties) => {
  const box = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = properties.label;
  const told = document.createElement("p");
  told.textContent = properties.told;
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = properties.address;
  link.textContent = "Open the record";
  line.append(link);
  box.append(name, told, line);
  return box;
};

const middle = (feature) => {
  const { type, coordinates } = feature.geometry;
  return type === "Point" ? coordinates : coordinates[Math.floor(coordinates.length / 2)];
};

const start = async () => {
  maplibre.setWorkerUrl(frame.dataset.worker);
  const [ground, marks] = await Promise.all([ask(frame.dataset.ground), ask(frame.dataset.marks)]);
  const map = new maplibre.Map({
    container: frame, style: style(ground, marks), bounds: [[14.6, 39.5], [23.6, 46.6]], fitBoundsOptions: { padding: 20 },
    minZoom: 3.5, maxZoom: 9, dragRotate: false, pitchWithRotate: false, touchPitch: false, attributionControl: { compact: true },
    renderWorldCopies: false, maxBounds: [[-4, 30], [46, 56]], cooperativeGestures: true,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.FullscreenControl(), "top-right");
  map.on("error", (event) => console.error(event.error));

  const known = new Map();
  for (const features of [marks.segments, marks.crossings, marks.incidents]) {
    for (const feature of features) known.set(feature.properties.id, feature);
  }
  let popup;
  const show = (properties, at) => {
    popup?.remove();
    map.setFilter("chosen", ["==", ["get", "id"], properties.id]);
    popup = new maplibre.Popup({ maxWidth: "18rem" }).setLngLat(at).setDOMContent(said(properties)).addTo(map);
    popup.on("close", () => map.setFilter("chosen", ["==", ["get", "id"], ""]));
  };

  const paint = () => {
    const now = look();
    for (const [layer, [property, name]] of Object.entries(colours)) map.setPaintProperty(layer, property, now[name]);
    if (map.hasImage("head")) map.updateImage("head", head(now.segment));
    else map.addImage("head", head(now.segment), { pixelRatio: 2 });
  };

  const choose = () => {
    const wanted = [...document.querySelectorAll("input[data-role]:checked")].map((box) => box.dataset.role);
    const filter = ["any", ...wanted.map((role) => ["in", role, ["get", "roles"]])];
    for (const layer of ["segments", "segments-halo", "heads"]) map.setFilter(layer, filter);
    for (const box of document.querySelectorAll("input[data-layer]")) {
      map.setLayoutProperty(box.dataset.layer, "visibility", box.checked ? "visible" : "none");
    }
  };

  map.on("load", () => {
    paint();
    map.addLayer(heads, "crossings");
    choose();
    for (const { name, spot, region } of marks.names) {
      const label = document.createElement("span");
      label.className = region ? "map-name of-region" : "map-name";
      label.textContent = name;
      label.setAttribute("aria-hidden", "true");
      new maplibre.Marker({ element: label, anchor: "center" }).setLngLat(spot).addTo(map);
    }
    for (const layer of ["segments", "crossings", "incidents"]) {
      map.on("click", layer, (event) => show(event.features[0].properties, event.lngLat));
      map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
      map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
    }
    frame.dataset.drawn = "yes";
  });

  document.addEventListener("desk:theme", paint);
  document.getElementById("map-layers").addEventListener("change", choose);
  document.getElementById("map-list").addEventListener("click", (event) => {
    const entry = event.target.closest("button[data-feature]");
    const feature = entry && known.get(entry.dataset.feature);
    if (!feature) return;
    const at = middle(feature);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    map.easeTo({ center: at, zoom: Math.max(map.getZoom(), 6.5), duration: still ? 0 : 500 });
    show(feature.properties, at);
    for (const other of document.querySelectorAll(".map-entry[aria-current]")) other.removeAttribute("aria-current");
    entry.setAttribute("aria-current", "true");
  });
};

if (frame && hasWebGL()) {
  start().catch((fault) => { console.error(fault); withoutMap(); });
} else if (frame) {
  withoutMap();
}
