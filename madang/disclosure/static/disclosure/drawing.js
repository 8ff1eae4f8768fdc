// Draws a part of a page on the desk: with mouse, finger or keys. It only fills in the form, which works without it.
"use strict";
(() => {
  const surface = document.querySelector("[data-surface]");
  const form = document.querySelector("[data-region]");
  const draft = surface && surface.querySelector("[data-draft]");
  if (!surface || !form || !draft) return;
  const names = ["left", "top", "width", "height"];
  const field = (name) => form.elements.namedItem(name);
  const button = form.querySelector("[data-draw]");
  const told = document.querySelector("[data-drawn]");
  const sheet = draft.ownerSVGElement.viewBox.baseVal;
  const SMALLEST = 0.5;
  let began = null;

  form.querySelector("[data-with-script]").hidden = false;
  surface.tabIndex = 0;
  surface.setAttribute("role", "group");
  surface.setAttribute("aria-label", surface.dataset.label);
  surface.setAttribute("aria-describedby", "draw-hint");

  const within = (value, least, most) => Math.min(Math.max(value, least), most);
  const part = () => {
    const values = names.map((name) => Number.parseFloat(field(name).value));
    return values.every(Number.isFinite) ? values : null;
  };
  const paint = () => {
    const now = part();
    const [left, top, width, height] = now || [0, 0, 0, 0];
    draft.setAttribute("x", (left / 100) * sheet.width);
    draft.setAttribute("y", (top / 100) * sheet.height);
    draft.setAttribute("width", (width / 100) * sheet.width);
    draft.setAttribute("height", (height / 100) * sheet.height);
  };
  const tell = () => {
    told.textContent = names.reduce((words, name) => words.replace(`{${name}}`, field(name).value), surface.dataset.told);
  };
  const put = (left, top, width, height) => {
    const wide = within(width, SMALLEST, 100);
    const high = within(height, SMALLEST, 100);
    const values = [within(left, 0, 100 - wide), within(top, 0, 100 - high), wide, high];
    names.forEach((name, place) => { field(name).value = String(Math.round(values[place] * 10) / 10); });
    paint();
  };
  const drop = () => {
    names.forEach((name) => { field(name).value = ""; });
    paint();
    told.textContent = surface.dataset.dropped;
  };
  const draw = (isOn) => {
    surface.classList.toggle("is-drawing", isOn);
    button.setAttribute("aria-pressed", String(isOn));
  };
  const place = (event) => {
    const box = surface.querySelector("img").getBoundingClientRect();
    return [
      within(((event.clientX - box.left) / box.width) * 100, 0, 100),
      within(((event.clientY - box.top) / box.height) * 100, 0, 100),
    ];
  };

  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    draw(isOn);
    if (!isOn) return;
    if (!part()) put(40, 45, 20, 5);
    tell();
    surface.focus();
  });
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary || (event.pointerType !== "mouse" && !surface.classList.contains("is-drawing"))) return;
    event.preventDefault();
    surface.focus({ preventScroll: true });
    surface.setPointerCapture(event.pointerId);
    began = place(event);
  });
  surface.addEventListener("pointermove", (event) => {
    if (!began || !event.isPrimary) return;
    const [x, y] = place(event);
    put(Math.min(x, began[0]), Math.min(y, began[1]), Math.abs(x - began[0]), Math.abs(y - began[1]));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    surface.addEventListener(kind, () => {
      if (began && part()) tell();
      began = null;
    });
  }
  surface.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      const [left, top, width, height] = part() || [40, 45, 20, 5];
      const [across, down] = move;
      if (event.shiftKey) put(left, top, width + across, height + down);
      else put(left + across, top + down, width, height);
      tell();
    } else if (event.key === "Enter" && part()) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-withhold]"));
    } else if (event.key === "Escape") {
      event.preventDefault();
      drop();
      draw(false);
    }
  });
  names.forEach((name) => field(name).addEventListener("input", paint));
  paint();
})();
