// What makes the console quicker by keyboard; every page works without it.

const search = document.querySelector("#search");
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
let pressedG = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "h" && pressedG) {
    window.location.assign("/console");
  }
  pressedG = event.key === "g";
});

// What is typed into a form is kept on the server as a draft; who leaves before that is asked first.
for (const form of document.querySelectorAll("form[data-guarded]")) {
  let isChanged = false, waiting = 0;
  const keep = async () => {
    const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    isChanged = false;
    const body = new URLSearchParams([...typed, ["_address", window.location.pathname + window.location.search]]);
    const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: true }).catch(() => null);
    isChanged ||= !answer?.ok;
  };
  form.addEventListener("input", () => {
    isChanged = true;
    clearTimeout(waiting);
    if (form.dataset.draft) waiting = setTimeout(keep, 1000);
  });
  form.addEventListener("submit", () => { isChanged = false; clearTimeout(waiting); });
  window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
}

// After something went wrong, a reader begins with what is said about it.
document.querySelector("#summary")?.focus();

// The position of a write is of use once: an address that is copied goes without it.
const here = new URL(window.location.href);
if (here.searchParams.has("after") || here.searchParams.has("done")) {
  for (const name of ["after", "done"]) here.searchParams.delete(name);
  window.history.replaceState(null, "", here);
}

// The calendar of visits: arrows go from visit to visit, P pins, Escape closes; a visit may be dragged to another day.
for (const grid of document.querySelectorAll("[data-grid]")) {
  const rowOf = (visit) => visit.closest("tr");
  const columnOf = (visit) => visit.closest("td").cellIndex;
  const near = (visit, down, right) => {
    const all = [...grid.querySelectorAll("summary")];
    if (right) return all.filter((each) => rowOf(each) === rowOf(visit))[all.filter((each) => rowOf(each) === rowOf(visit)).indexOf(visit) + right];
    const rows = all.filter((each) => Math.sign(rowOf(each).rowIndex - rowOf(visit).rowIndex) === down);
    const next = down > 0 ? rows[0] : rows.at(-1);
    return next && (rows.find((each) => rowOf(each) === rowOf(next) && columnOf(each) === columnOf(visit)) ?? next);
  };
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  grid.addEventListener("keydown", (event) => {
    const details = event.target.closest("details.visit");
    if (!details || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      details.open = false;
      details.querySelector("summary").focus();
    } else if (event.target.tagName === "SUMMARY" && moves[event.key]) {
      event.preventDefault();
      near(event.target, ...moves[event.key])?.focus();
    } else if (event.target.tagName === "SUMMARY" && event.key.toLowerCase() === "p") {
      details.querySelector("[data-pin]")?.click();
    }
  });
  let dragged = null;
  for (const visit of grid.querySelectorAll("details.visit")) visit.draggable = true;
  const placeOf = (event) => {
    const cell = event.target.closest("td[data-day]");
    return cell && dragged && cell.dataset.delegation === dragged.closest("td").dataset.delegation ? cell : null;
  };
  grid.addEventListener("dragstart", (event) => { dragged = event.target.closest("details.visit"); });
  grid.addEventListener("dragover", (event) => {
    const cell = placeOf(event);
    for (const each of grid.querySelectorAll(".target")) if (each !== cell) each.classList.remove("target");
    if (cell) { event.preventDefault(); cell.classList.add("target"); }
  });
  grid.addEventListener("drop", (event) => {
    const cell = placeOf(event);
    if (!cell) return;
    event.preventDefault();
    const address = new URL(dragged.querySelector("[data-move]").href);
    address.searchParams.set("day", cell.dataset.day);
    window.location.assign(address);
  });
}

// A map is magnified and moved by buttons, keys, Ctrl with the wheel, and dragging; without this it is shown whole.
for (const map of document.querySelectorAll("[data-map]")) {
  const svg = map.querySelector("svg"), tools = map.querySelector("[data-map-tools]");
  const { width, height } = svg.viewBox.baseVal, most = 16, step = 1.5, far = 0.2;
  const within = (value, greatest) => Math.min(Math.max(value, 0), greatest);
  let zoom = 1, left = 0, top = 0, from = null, isDragged = false;
  const show = () => {
    left = within(left, width - width / zoom);
    top = within(top, height - height / zoom);
    svg.setAttribute("viewBox", [left, top, width / zoom, height / zoom].join(" "));
    svg.style.setProperty("--zoom", zoom);
    svg.classList.toggle("magnified", zoom > 1);
    map.querySelector("[data-map-said]").textContent = `${Math.round(zoom * 100)}%`;
  };
  const magnify = (factor, across = 0.5, down = 0.5) => {
    const before = zoom;
    zoom = Math.min(Math.max(zoom * factor, 1), most);
    left += across * width * (1 / before - 1 / zoom);
    top += down * height * (1 / before - 1 / zoom);
    show();
  };
  const move = (across, down) => {
    left += across * width / zoom;
    top += down * height / zoom;
    show();
  };
  const acts = { in: () => magnify(step), out: () => magnify(1 / step), whole: () => magnify(0) };
  const keys = {
    "+": acts.in, "=": acts.in, "-": acts.out, "0": acts.whole, ArrowLeft: () => move(-far, 0),
    ArrowRight: () => move(far, 0), ArrowUp: () => move(0, -far), ArrowDown: () => move(0, far),
  };
  tools.hidden = false;
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("aria-describedby", "map-keys");
  for (const button of tools.querySelectorAll("button")) button.addEventListener("click", acts[button.dataset.mapDo]);
  svg.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    magnify(event.deltaY < 0 ? step : 1 / step, (event.clientX - box.x) / box.width, (event.clientY - box.y) / box.height);
  }, { passive: false });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    from = zoom > 1 ? event : null;
    isDragged = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from || !event.buttons || (!isDragged && Math.hypot(event.x - from.x, event.y - from.y) < 5)) return;
    if (!isDragged) svg.setPointerCapture(event.pointerId);
    isDragged = true;
    const box = svg.getBoundingClientRect();
    move((from.x - event.x) / box.width, (from.y - event.y) / box.height);
    from = event;
  });
  // What ends a drag opens nothing; a key that follows a link is no end of one.
  svg.addEventListener("click", (event) => { if (isDragged && event.detail) event.preventDefault(); }, true);
}

// Personal data in full is hidden again after a while.
for (const shown of document.querySelectorAll("[data-shown-seconds]")) {
  setTimeout(() => window.location.replace(shown.dataset.then), 1000 * Number(shown.dataset.shownSeconds));
}
