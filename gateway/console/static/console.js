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

// Personal data in full is hidden again after a while.
for (const shown of document.querySelectorAll("[data-shown-seconds]")) {
  setTimeout(() => window.location.replace(shown.dataset.then), 1000 * Number(shown.dataset.shownSeconds));
}
