// Fetches pictures of pages as they come into sight, and joins boxes on the paper with the lines beside it.
(() => {
  "use strict";
  const SIDE_BY_SIDE = 2;
  const paper = document.querySelector(".paper");
  const statement = paper.dataset.statement;

  // Pages in sight that have no picture yet. The latest is fetched first: who scrolls on does not wait for what was passed.
  const wanted = [];
  let fetching = 0;
  const fetchNext = () => {
    while (fetching < SIDE_BY_SIDE && wanted.length > 0) {
      fetching += 1;
      const figure = wanted.pop();
      seen.unobserve(figure);
      load(figure).finally(() => {
        fetching -= 1;
        fetchNext();
      });
    }
  };

  const load = async (figure) => {
    const number = figure.dataset.page;
    const sheet = figure.querySelector(".sheet");
    const note = sheet.querySelector("p");
    const retry = async (seconds) => {
      await new Promise((done) => setTimeout(done, 1000 * seconds));
      return fetch(`/statements/${statement}/pages/${number}`).catch(() => undefined);
    };
    let response = await retry(0);
    for (let again = 1; again <= 5 && (response?.status === 503 || response?.status === 429); again += 1) {
      response = await retry(again);
    }
    if (response?.status === 401) return location.reload();
    if (!response?.ok) {
      note.textContent = `page ${number} cannot be drawn`;
      return;
    }
    const scale = Number(response.headers.get("x-scale")) || 2;
    const image = document.createElement("img");
    image.alt = `picture of page ${number}`;
    image.src = URL.createObjectURL(await response.blob());
    await image.decode().catch(() => undefined);
    URL.revokeObjectURL(image.src);
    const svg = sheet.querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${image.naturalWidth / scale} ${image.naturalHeight / scale}`);
    svg.removeAttribute("hidden");
    note.replaceWith(image);
    figure.classList.add("drawn");
    if (lit.some((element) => figure.contains(element))) bring(lit, "center");
  };

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const place = wanted.indexOf(target);
      if (isIntersecting && place < 0) wanted.push(target);
      if (!isIntersecting && place >= 0) wanted.splice(place, 1);
    }
    fetchNext();
  }, { root: null, rootMargin: "400px" });
  document.querySelectorAll("figure[data-page]").forEach((figure) => seen.observe(figure));

  const boxes = new Map();
  for (const box of document.querySelectorAll("rect[data-of]")) {
    if (!boxes.has(box.dataset.of)) boxes.set(box.dataset.of, []);
    boxes.get(box.dataset.of).push(box);
  }
  let lit = [];
  const light = (id) => {
    for (const element of lit) element.classList.remove("lit");
    const line = document.getElementById(id);
    lit = [...(line ? [line] : []), ...(boxes.get(id) ?? [])];
    for (const element of lit) element.classList.add("lit");
  };
  // Shows the place on the paper; before its picture is there, the page.
  const bring = (elements, block = "nearest") => {
    const box = elements.find((element) => element.tagName === "rect");
    if (!box) return;
    const figure = box.closest("figure");
    (figure.classList.contains("drawn") ? box : figure).scrollIntoView({ block });
  };
  const toLine = (id) => {
    const line = document.getElementById(id);
    const folded = line?.closest("details");
    if (folded) folded.open = true;
    line?.scrollIntoView({ block: "nearest" });
  };

  const lineOf = (event) => event.target.closest?.("[data-box]");
  const boxOf = (event) => event.target.closest?.("rect[data-of]");
  let moving;
  document.addEventListener("mouseover", (event) => {
    const [line, box] = [lineOf(event), boxOf(event)];
    if (!line && !box) return;
    light(line ? line.dataset.box : box.dataset.of);
    clearTimeout(moving);
    // The other side follows a pointer that rests, not one that passes.
    moving = setTimeout(() => (line ? bring(lit) : toLine(box.dataset.of)), 150);
  });
  document.addEventListener("focusin", (event) => {
    const line = lineOf(event);
    if (!line) return;
    light(line.dataset.box);
    bring(lit);
  });
  document.addEventListener("click", (event) => {
    const box = boxOf(event);
    if (!box) return;
    light(box.dataset.of);
    toLine(box.dataset.of);
    document.getElementById(box.dataset.of)?.focus({ preventScroll: true });
  });
  // Rows stand in a table for each page. After the last one of a page comes the first one of the next.
  const beyond = (row, step) => {
    const leaf = row.closest(".leaf")?.[step];
    if (!leaf?.matches(".leaf")) return undefined;
    return leaf.querySelector(step === "nextElementSibling" ? "tbody tr" : "tbody tr:last-child");
  };
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("tr[data-box]");
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const next = row && step && (row[step] ?? beyond(row, step));
    if (!next) return;
    event.preventDefault();
    row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  const go = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id || /^p\d+$/.test(id)) return;
    light(id);
    toLine(id);
    bring(lit, "center");
  };
  addEventListener("hashchange", go);
  go();
})();
