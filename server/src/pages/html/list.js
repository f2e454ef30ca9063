// Uploads with a password prompt, and the list as it changes while statements are read.
(() => {
  "use strict";
  const PASSWORD_INCORRECT = 3, BANK_UNDETECTED = 5;
  const REFUSED = {
    6: "cannot be read: it is no PDF, is damaged, or holds pictures in place of text.",
    7: "holds no table of transactions with dates, amounts and balances.",
  };
  const upload = document.getElementById("upload");
  const drop = document.getElementById("drop");
  const files = document.getElementById("files");
  const link = document.getElementById("link");
  const uploads = document.getElementById("uploads");
  const most = Number(upload.dataset.most);

  const made = (tag, properties, ...parts) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...parts);
    return element;
  };

  // What a refusal says: a sentence, or one for each field.
  const sentence = (answer) => {
    if (REFUSED[answer.status]) return REFUSED[answer.status];
    if (answer.message) return answer.message;
    if (answer.detail) return answer.detail;
    const fields = Object.entries(answer).filter(([, value]) => Array.isArray(value));
    return fields.map(([name, value]) => `${name}: ${value.join(" ")}`).join("; ") || "The upload was refused.";
  };

  const name = (file) => made("b", {}, file.name);
  const say = (item, file, state, ...parts) => {
    item.className = state;
    item.replaceChildren(name(file), ": ", ...parts);
  };

  // Sends a document. `entity` is the one that an earlier refusal of the same document has made.
  const send = async (file, item, { password, unknown, entity, customer }) => {
    if (file.size === 0) return say(item, file, "break", "is empty. Was it saved completely?");
    if (file.size > most) {
      return say(item, file, "break", `is larger than the ${Math.floor(most / 1048576)} MB that are taken.`);
    }
    say(item, file, "quiet", "uploading …");
    const form = new FormData();
    if (entity) form.append("entity_id", entity);
    else if (customer) form.append("link_id", customer);
    if (password) form.append("pdf_password", password);
    if (unknown) form.append("allow_unknown_bank", "true");
    form.append("file", file);
    const body = { method: "POST", body: form, headers: { accept: "application/json" } };
    let response, answer;
    for (let again = 0; ; again += 1) {
      try {
        response = await fetch("/entities/uploads?identity=true", body);
        answer = await response.json();
      } catch {
        return say(item, file, "break", "the server did not answer. ", button("Try again", () => send(file, item, { password, unknown, entity, customer })));
      }
      if ((response.status !== 503 && response.status !== 429) || again === 5) break;
      say(item, file, "quiet", "the server is busy, waiting …");
      await new Promise((done) => setTimeout(done, 1000 * (again + 1)));
    }
    const same = { entity: answer.entity_id ?? entity, customer, password, unknown };
    if (response.ok) {
      const who = answer.identity?.name ?? "the report";
      say(item, file, "good", "taken, ", made("a", { href: `/entities/${answer.entity_id}` }, who));
      refresh();
    } else if (response.status === 401) {
      location.assign("/sign-in");
    } else if (answer.status === PASSWORD_INCORRECT) {
      ask(file, item, same);
    } else if (answer.status === BANK_UNDETECTED && !unknown) {
      say(item, file, "break", "nothing in it says which bank it is of. ", button("Read it without", () => send(file, item, { ...same, unknown: true })));
    } else {
      say(item, file, "break", sentence(answer));
    }
  };

  const button = (text, act) => {
    const element = made("button", { type: "button" }, text);
    element.addEventListener("click", act);
    return element;
  };

  const ask = (file, item, options) => {
    const input = made("input", { type: "password", autocomplete: "off", required: true });
    const again = options.password !== undefined;
    const label = made("label", {}, again ? "this password does not open it. Password " : "is locked. Password ", input);
    const form = made("form", {}, name(file), ": ", label, " ", made("button", { type: "submit" }, "Open"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(file, item, { ...options, password: input.value });
    });
    if (again) input.setAttribute("aria-invalid", "true");
    item.className = again ? "break" : "";
    item.replaceChildren(form);
    input.focus();
  };

  // One after another: the server reads them side by side anyway, and the list stays in order.
  const take = async (list) => {
    const customer = link.value.trim();
    const all = list.map((file) => [file, made("li", { className: "quiet" }, name(file), ": waiting …")]);
    uploads.append(...all.map(([, item]) => item));
    for (const [file, item] of all) await send(file, item, { customer });
  };
  files.addEventListener("change", () => {
    take([...files.files]);
    files.value = "";
  });
  for (const event of ["dragover", "dragenter"]) {
    addEventListener(event, (dragged) => {
      dragged.preventDefault();
      drop.classList.add("over");
    });
  }
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  drop.addEventListener("submit", (event) => event.preventDefault());

  const list = () => document.getElementById("list");
  let timer, running = false, pause = 1000;
  const refresh = async () => {
    clearTimeout(timer);
    if (running) return watch();
    running = true;
    const asked = performance.now();
    try {
      const response = await fetch(`/entities/rows${location.search}`, { headers: { accept: "application/json" } });
      if (response.status === 401) return location.assign("/sign-in");
      if (response.ok) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const fresh = page.getElementById("list");
        // A list that says the same stays, with the place of the reader in it.
        if (fresh && fresh.innerHTML !== list().innerHTML) list().replaceWith(fresh);
        if (fresh) list().dataset.processing = fresh.dataset.processing;
      }
    } catch {
      // The next look may fare better.
    } finally {
      running = false;
      // A list that is costly, as one that was searched, is not asked for without a pause.
      pause = Math.max(1000, 5 * (performance.now() - asked));
    }
    if (list().dataset.processing === "true") watch();
  };
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, document.hidden ? 10000 : pause);
  };
  if (list().dataset.processing === "true") watch();
})();
