// Choosing agencies: a search that narrows the boxes, and what is chosen as chips. Everything works without this file.
"use strict";
(() => {
  const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

  function begin(picker) {
    const part = (name) => picker.querySelector(`[data-picker-${name}]`);
    const [search, chips, said, status] = ["search", "chips", "said", "status"].map(part);
    const input = search.querySelector("input");
    const groups = [...picker.querySelectorAll("details")];
    const boxes = [...picker.querySelectorAll("input[type=checkbox]")];
    const nameOf = (box) => box.labels[0].textContent.trim();

    function chip(box) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "chip";
      button.append(nameOf(box), " ");
      const cross = document.createElement("span");
      cross.setAttribute("aria-hidden", "true");
      cross.textContent = "×";
      button.append(cross);
      button.setAttribute("aria-label", `${picker.dataset.remove} ${nameOf(box)}`);
      button.addEventListener("click", () => {
        const place = [...chips.children].indexOf(item);
        box.checked = false;
        show();
        (chips.children[Math.min(place, chips.children.length - 1)]?.firstChild || input).focus();
      });
      item.append(button);
      return item;
    }

    function show() {
      const chosen = boxes.filter((box) => box.checked);
      chips.replaceChildren(...chosen.map(chip));
      chips.hidden = !chosen.length;
    }

    function narrow() {
      const wanted = folded(input.value);
      let found = 0;
      for (const group of groups) {
        let here = 0;
        for (const item of group.querySelectorAll("li")) {
          item.hidden = Boolean(wanted) && !folded(item.textContent).includes(wanted);
          here += item.hidden ? 0 : 1;
        }
        group.hidden = !here;
        group.open = wanted ? here > 0 : groups.length === 1 || Boolean(group.querySelector("input:checked"));
        found += here;
      }
      status.textContent = wanted ? `${picker.dataset.found} ${found}` : "";
    }

    input.addEventListener("input", narrow);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && input.value) {
        input.value = "";
        narrow();
      } else if (event.key === "Enter") {
        event.preventDefault();  // it searches, and sends nothing
        const left = input.value ? boxes.filter((box) => !box.closest("[hidden]")) : [];
        if (left.length === 1) {
          left[0].checked = true;
          input.value = "";
          narrow();
          show();
        }
      } else if (event.key === "ArrowDown") {
        const first = input.value && boxes.find((box) => !box.closest("[hidden]"));
        if (first) {
          event.preventDefault();
          first.focus();
        }
      }
    });
    picker.addEventListener("change", (event) => {
      if (event.target !== input) show();  // leaving the search must not rebuild the chip that is being pressed
    });
    search.hidden = false;
    said.hidden = true;
    show();
  }

  document.querySelectorAll("[data-picker]").forEach(begin);
})();
