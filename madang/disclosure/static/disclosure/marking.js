// Keys for the desk: J and K go through the passages, W withholds, O leaves open, A adds the selected text.
// Everything works without this file.
"use strict";
(() => {
  const matters = () => [...document.querySelectorAll("[data-matter]")];
  const add = document.querySelector("[data-add]");
  let selected = "";
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const text = document.querySelector("[data-text]");
    if (chosen && text && !chosen.isCollapsed && text.contains(chosen.anchorNode)) selected = chosen.toString().trim();
  });
  const here = () => matters().findIndex((one) => one.contains(document.activeElement));
  const go = (step) => {
    const all = matters();
    if (!all.length) return;
    const next = all[(here() + step + all.length) % all.length] || all[0];
    next.focus();
    next.scrollIntoView({ block: "center" });
  };
  const press = (act) => {
    const one = matters()[Math.max(0, here())];
    const button = one && one.querySelector(`button[value="${act}"]`);
    if (button) button.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "j") go(1);
    else if (key === "k") go(here() < 0 ? 0 : -1);
    else if (key === "w") press("withhold");
    else if (key === "o") press("open");
    else if (key === "a" && add) {
      const box = add.querySelector("input[name=text]");
      if (selected) box.value = selected;
      box.focus();
      event.preventDefault();
    }
  });
})();
