// A map that is fetched when somebody opens it. Points: [{lat, lon, name, text, url, css, mark, line}]; those with a line are joined to a way.
(() => {
  "use strict";
  const shapes = {
    1: "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0z", 2: "M-7.5-7.5h15v15h-15z", 3: "M0-9L9.5 8h-19z", 4: "M0-10L10 0 0 10-10 0z", 0: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
  };
  let library;
  const load = (fold) => library ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: fold.dataset.style });
    const script = Object.assign(document.createElement("script"), { src: fold.dataset.script, onload: () => resolve(window.L), onerror: reject });
    document.head.append(style, script);
  });
  const pointsOf = async (fold) => fold.dataset.url
    ? (await fetch(fold.dataset.url, { headers: { Accept: "application/json" } })).json()
    : JSON.parse(fold.querySelector("script[type='application/json']").textContent);

  // Pins nearer than this would lie on each other, too small for a finger (WCAG 2.5.8): they become one pin with a number.
  const nearest = 28;
  const grouped = (map, places) => {
    const groups = [];
    for (const point of places) {
      const spot = map.latLngToLayerPoint([point.lat, point.lon]);
      const near = point.line ? null : groups.find((group) => group.spot.distanceTo(spot) < nearest);
      if (near) near.points.push(point);
      else groups.push({ spot, points: [point] });
    }
    return groups.map((group) => group.points);
  };
  const pin = (L, points) => {
    // The gravest of the group gives colour and shape.
    const css = Math.max(...points.map((point) => Number(point.css) || 0));
    const number = points.length > 1 ? points.length : Number(points[0].mark) || "";
    const count = number ? `<text y="4.5" text-anchor="middle">${number}</text>` : "";
    const svg = `<svg viewBox="-12 -12 24 24" aria-hidden="true"><path class="class-${css}" d="${shapes[css] ?? shapes[0]}"/>${count}</svg>`;
    return L.divIcon({ className: "map-pin", html: svg, iconSize: [26, 26] });
  };
  const label = (point) => {
    const box = document.createElement("div");
    const name = document.createElement(point.url ? "a" : "strong");
    name.textContent = point.name;
    if (point.url) name.href = point.url;
    const text = document.createElement("p");
    text.textContent = point.text ?? "";
    box.append(name, text);
    // A point of which the page has a box to tick can be ticked on the map too.
    const tick = point.key && document.getElementById(`school-${point.key}`);
    if (tick) {
      const copy = Object.assign(document.createElement("input"), { type: "checkbox", checked: tick.checked });
      copy.addEventListener("change", () => { tick.checked = copy.checked; });
      const line = document.createElement("label");
      line.append(copy, point.pick);
      box.append(line);
    }
    return box;
  };
  const draw = async (fold) => {
    const [L, points] = await Promise.all([load(fold), pointsOf(fold)]);
    const map = L.map(fold.querySelector(".map"), { attributionControl: Boolean(fold.dataset.credit), scrollWheelZoom: false, zoomSnap: 0.25 });
    if (fold.dataset.tiles) L.tileLayer(fold.dataset.tiles, { attribution: fold.dataset.credit, maxZoom: 18 }).addTo(map);
    const places = points.filter((point) => point.lat != null && point.lon != null);
    const way = places.filter((point) => point.line).map((point) => [point.lat, point.lon]);
    if (way.length > 1) L.polyline([...way, way[0]], { className: "map-way", interactive: false }).addTo(map);
    const pins = L.layerGroup().addTo(map);
    const redraw = () => {
      pins.clearLayers();
      for (const points of grouped(map, places)) {
        const name = points.map((point) => point.name).join("、");
        const popup = document.createElement("div");
        popup.append(...points.map(label));
        L.marker([points[0].lat, points[0].lon], { icon: pin(L, points), title: name, alt: name }).bindPopup(popup, { maxHeight: 240 }).addTo(pins);
      }
    };
    map.on("zoomend", redraw);
    if (places.length) map.fitBounds(places.map((point) => [point.lat, point.lon]), { padding: [24, 24], maxZoom: 14 });
    else map.setView([37.05, 140.89], 10);
    redraw();
  };
  const open = (fold) => {
    if (!fold.open || fold.dataset.drawn) return;
    fold.dataset.drawn = "1";
    draw(fold).catch(() => { fold.querySelector(".map").textContent = fold.dataset.failed ?? "×"; });
  };
  for (const fold of document.querySelectorAll("[data-map]")) {
    fold.addEventListener("toggle", () => open(fold));
    open(fold);
  }
})();
