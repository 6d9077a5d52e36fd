// Put a visit on another day: by dragging it, or with 動かす and the arrow keys. The server decides; without this file the link leads to a form.
(() => {
  "use strict";
  const table = document.querySelector("[data-moving]");
  const form = document.getElementById("moving");
  const said = document.getElementById("moving-said");
  // On a phone the month is a list: there the form is handier.
  if (!table || !form || !matchMedia("(width >= 48rem)").matches) return;
  let carried = null;
  let over = null;

  const say = (text) => { said.textContent = text; };
  const days = () => [...table.querySelectorAll("td[data-day]")];
  const mark = (cell) => {
    over?.classList.remove("is-over");
    over = cell;
    over?.classList.add("is-over");
  };
  const drop = (cell) => {
    const visit = carried;
    stop();
    if (!visit || !cell || cell === visit.closest("td")) return;
    form.action = visit.dataset.move;
    form.elements.on.value = cell.dataset.day;
    form.elements.seen.value = visit.dataset.seen;
    form.requestSubmit();
  };
  const stop = () => {
    carried?.classList.remove("is-carried");
    table.classList.remove("is-carrying");
    carried = null;
    mark(null);
  };
  const carry = (visit) => {
    stop();
    carried = visit;
    visit.classList.add("is-carried");
    table.classList.add("is-carrying");
    mark(visit.closest("td"));
  };

  table.addEventListener("dragstart", (event) => {
    const visit = event.target.closest("[data-move]");
    if (!visit) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", visit.dataset.school);
    carry(visit);
  });
  table.addEventListener("dragover", (event) => {
    const cell = event.target.closest("td[data-day]");
    if (!carried || !cell) return;
    event.preventDefault();
    if (cell !== over) mark(cell);
  });
  table.addEventListener("drop", (event) => {
    event.preventDefault();
    drop(event.target.closest("td[data-day]"));
  });
  table.addEventListener("dragend", stop);

  table.addEventListener("click", (event) => {
    const handle = event.target.closest("[data-carried]");
    if (handle && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const visit = handle.closest("[data-move]");
      if (carried === visit) return;
      carry(visit);
      handle.focus();
      say(table.dataset.carry.replace("%s", visit.dataset.school));
    } else if (carried && event.target.closest("td[data-day]")) {
      event.preventDefault();
      drop(event.target.closest("td[data-day]"));
    }
  });
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -5, ArrowDown: 5 };
  document.addEventListener("keydown", (event) => {
    if (!carried) return;
    if (event.key === "Escape") {
      say(table.dataset.stopped);
      stop();
    } else if (event.key === "Enter") {
      // Enter on 動かす would be a click and carry the same visit once more.
      event.preventDefault();
      drop(over);
    } else if (event.key in steps) {
      event.preventDefault();
      const all = days();
      const cells = [...table.querySelectorAll("tbody td")];
      let at = cells.indexOf(over) + steps[event.key];
      while (cells[at] && !all.includes(cells[at])) at += Math.sign(steps[event.key]);
      if (!cells[at]) return;
      mark(cells[at]);
      cells[at].scrollIntoView({ block: "nearest" });
      say(table.dataset.over.replace("%s", cells[at].dataset.name));
    }
  });
})();
