// Works on what is on the page. Without this script every link and every list of rows is there just the same.
(() => {
  "use strict";
  for (const section of document.querySelectorAll("section.ledger")) {
    const rows = [...section.querySelectorAll("tbody tr")].map((row) => ({ row, text: row.textContent.toLowerCase() }));
    const months = [...section.querySelectorAll(".leaf")];
    const tools = document.createElement("div");
    tools.className = "tools";
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "narration, party, amount, date";
    label.append("Search ", input);
    const all = document.createElement("button");
    all.type = "button";
    all.textContent = "Show all";
    all.hidden = true;
    const count = document.createElement("span");
    count.className = "quiet";
    count.setAttribute("role", "status");
    tools.append(label, all, count);
    section.querySelector(".wide").before(tools);
    const show = (wanted) => {
      let shown = 0;
      for (const one of rows) {
        one.row.hidden = !wanted(one);
        if (!one.row.hidden) shown += 1;
      }
      for (const month of months) month.hidden = !month.querySelector("tbody tr:not([hidden])");
      const some = shown < rows.length;
      all.hidden = !some;
      count.textContent = some ? `${shown} of ${rows.length} rows` : "";
    };
    const everything = () => { input.value = ""; show(() => true); };
    all.addEventListener("click", everything);
    let waiting;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        show((one) => words.every((word) => one.text.includes(word)));
      }, 120);
    });
    section.choose = (ids) => { input.value = ""; show((one) => ids.has(one.row.id)); section.scrollIntoView(); };
    section.everything = everything;
  }
  for (const details of document.querySelectorAll("details.rows")) {
    const links = [...details.querySelectorAll("a")];
    const ids = new Set(links.map((link) => link.hash.slice(1)));
    const section = document.getElementById([...ids][0])?.closest("section.ledger");
    if (!section || ids.size < 2) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Show only these below";
    button.addEventListener("click", () => section.choose(ids));
    details.append(button);
  }
  // A link to a row that a search has hidden must not lead nowhere.
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.hidden || target.closest(".leaf")?.hidden) target.closest("section.ledger")?.everything();
    for (let at = target.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
