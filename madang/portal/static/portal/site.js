// Small comforts. Everything works without this file.
(() => {
  // Wide tables scroll in a named region of their own, reachable by keyboard.
  function wrapTables(root) {
    for (const table of root.querySelectorAll("main table")) {
      if (table.closest(".table, .table-scroll")) continue;
      const region = document.createElement("div");
      region.className = "table";
      table.replaceWith(region);
      region.append(table);
    }
    for (const region of root.querySelectorAll("main .table, main .table-scroll")) {
      if (region.scrollWidth <= region.clientWidth) continue;
      region.tabIndex = 0;
      region.setAttribute("role", "group");
      region.setAttribute("aria-label", region.querySelector("caption")?.textContent.trim() || document.title);
    }
  }

  // An open menu closes by Escape, and when something else is clicked.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("htmx:load", (event) => wrapTables(event.target.parentElement || document));
  wrapTables(document);

  if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/service-worker.js");
})();
