// Search, filters, sorting and the map of the home page. All rows stand in the page already or were put
// there by rows.js; this only shows, hides and orders them. What is chosen is kept in the fragment of the address, so that it can be shared.
"use strict";
(() => {
  const known = JSON.parse(document.getElementById("known").textContent);
  const form = document.getElementById("filters");
  const table = document.getElementById("results");
  const body = table.tBodies[0];
  const more = document.getElementById("more");
  const language = document.getElementById("language");
  const numbers = new Intl.NumberFormat(known.lang);
  const collator = new Intl.Collator(known.lang, { numeric: true });
  const FILTERS = ["q", "province", "type", "year", "category", "award", "stage"];
  const ATTRIBUTES = { type: "t", year: "y", category: "k", award: "a", stage: "s" };
  const MATCHES = 8; // regions listed below the search box
  const ROWS = 60; // rows shown until more are asked for

  const fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? numbers.format(values[name]) : values[name]));
  const key = (text) =>
    text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

  // --- what stands in the page ---
  const heads = [...table.tHead.rows[0].cells];
  const KEYS = heads.map((head) => head.dataset.key);
  const rows = [...body.rows].map((row, place) => ({ row, place, group: +row.cells[2].dataset.v, values: KEYS.map((_, k) => value(row.cells[k])) }));
  const regions = known.regions.map(([code, type, name, others, results, reports]) => {
    const shown = fill(known.types[type], { name });
    const types = ["provinsi", "kabupaten", "kota"], english = ["province", "regency", "city"];
    return { code, shown, results, reports, digits: code.replace(".", ""), name: key(name), key: `${types[type]}${key(name)}${english[type]} ${others}` };
  });

  // A cell's value: its data-v where it has one, a number if it reads as one, else its text; null if it is empty.
  function value(cell) {
    if (cell.dataset.v !== undefined) return +cell.dataset.v;
    const text = (cell.tagName === "TH" ? cell.firstElementChild : cell).textContent.trim();
    return text === "" ? null : /^\d+$/.test(text) ? +text : text;
  }

  // --- the state and the fragment ---
  function clean(given) {
    const state = { q: (given.get("q") || "").slice(0, 80) };
    for (const name of FILTERS.slice(1)) {
      const wanted = given.get(name) || "";
      state[name] = [...form.elements[name].options].some((o) => o.value === wanted) ? wanted : "";
    }
    state.sort = KEYS.includes(given.get("sort")) ? given.get("sort") : "";
    state.order = state.sort && given.get("order") === "desc" ? "desc" : "";
    return state;
  }
  const read = () => clean(new URLSearchParams(location.hash.slice(1)));
  const write = (state) => new URLSearchParams(Object.entries(state).filter(([, v]) => v)).toString();
  let state = clean(new URLSearchParams());
  let every = false;

  // Typing replaces the entry of the history, a choice makes a new one.
  function go(changes, replace = false) {
    const next = "#" + write({ ...state, ...changes });
    if (next === (location.hash || "#")) return;
    if (replace) history.replaceState(null, "", next);
    else history.pushState(null, "", next);
    apply(read());
  }

  function follow() {
    // the skip link and other anchors are no filters
    if (location.hash && !location.hash.includes("=")) return;
    every = false;
    apply(read());
  }

  // --- search ---
  function search(text) {
    const wanted = key(text);
    if (!text.trim()) return null;
    if (!wanted) return [];
    const matches = /^\d+$/.test(wanted) ? regions.filter((r) => r.digits.startsWith(wanted)) : regions.filter((r) => r.key.includes(wanted));
    const rank = (r) => (r.name === wanted ? 0 : r.name.startsWith(wanted) ? 1 : 2);
    return matches.sort((a, b) => rank(a) - rank(b) || collator.compare(a.code, b.code));
  }

  function suggest(matches, text) {
    const box = document.getElementById("matches");
    const list = box.querySelector("ul");
    box.hidden = matches === null;
    list.replaceChildren();
    const line = (...parts) => {
      const item = document.createElement("li");
      item.append(...parts);
      list.append(item);
    };
    for (const r of (matches || []).slice(0, MATCHES)) {
      const what = document.createElement("small");
      what.textContent = ` ${r.code} · ` + (r.results < 0 ? known.words.nothing : fill(known.words.found, { results: r.results, made: r.reports }));
      const name = document.createElement(r.results < 0 ? "span" : "a");
      name.textContent = r.shown;
      if (r.results >= 0) name.href = `${known.folder}/${r.code}${known.ending}`;
      line(name, what);
    }
    if (matches && !matches.length) line(fill(known.words.none, { text: text.trim() }));
    if (matches && matches.length > MATCHES) line(fill(known.words.others, { left: matches.length - MATCHES }));
  }

  // --- sorting: rows without a value last either way; scores keep the stages apart ---
  function compare(a, b) {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
  }

  function sorted(shown) {
    const k = KEYS.indexOf(state.sort);
    if (k < 0) return shown;
    const turn = state.order === "desc" ? -1 : 1;
    return [...shown].sort((a, b) => {
      const [x, y] = [a.values[k], b.values[k]];
      if (x === null || y === null) return compare(x, y) || a.place - b.place;
      return (isScore() ? a.group - b.group : 0) || turn * compare(x, y) || a.place - b.place;
    });
  }
  const isScore = () => state.sort === "score" || state.sort === "raw";

  // Rows with a heading for each stage where scores are sorted.
  function grouped(shown) {
    if (!isScore()) return shown.map((r) => r.row);
    const k = KEYS.indexOf(state.sort);
    const name = (r) => (r.values[k] === null ? -1 : r.group);
    const lines = [];
    shown.forEach((r, place) => {
      if (!place || name(shown[place - 1]) !== name(r)) {
        const head = document.createElement("tr"), cell = document.createElement("th");
        const count = shown.filter((other) => name(other) === name(r)).length;
        head.className = "group";
        cell.colSpan = KEYS.length;
        cell.textContent = name(r) < 0 ? fill(known.words.unscored, { count }) : fill(known.words.group, { stage: known.stages[r.group], count });
        head.append(cell);
        lines.push(head);
      }
      lines.push(r.row);
    });
    return lines;
  }

  // --- showing a state ---
  function apply(next) {
    state = next;
    for (const name of FILTERS) {
      if (form.elements[name] !== document.activeElement || form.elements[name].value !== state[name]) form.elements[name].value = state[name];
    }
    const matches = search(state.q);
    const codes = matches && new Set(matches.map((r) => r.code));
    suggest(matches, state.q);
    const shown = sorted(rows.filter(({ row }) => {
      const d = row.dataset;
      return (!codes || codes.has(d.c)) && (!state.province || d.c.slice(0, 2) === state.province)
        && Object.entries(ATTRIBUTES).every(([name, attribute]) => !state[name] || d[attribute] === state[name]);
    }));
    const lines = grouped(shown);
    let place = 0;
    for (const line of lines) line.classList.toggle("later", !every && (line.className === "group" ? place : place++) >= ROWS);
    body.replaceChildren(...lines);
    document.getElementById("count").textContent = fill(known.words.count, { shown: shown.length, every: rows.length });
    document.getElementById("empty").hidden = shown.length > 0;
    more.hidden = every || shown.length <= ROWS;
    more.textContent = fill(known.words.more, { every: shown.length });
    heads.forEach((head, k) => {
      head.setAttribute("aria-sort", KEYS[k] !== state.sort ? "none" : state.order ? "descending" : "ascending");
    });
    map();
    language.hash = write(state);
  }

  function map() {
    const looks = known.looks[state.year];
    for (const tile of document.querySelectorAll(".tile")) {
      const [text, step, label] = looks[tile.dataset.p];
      tile.className = "tile s" + step;
      tile.querySelector("b").textContent = text;
      tile.setAttribute("aria-label", label);
      tile.title = label;
      tile.setAttribute("aria-pressed", String(tile.dataset.p === state.province));
    }
    document.getElementById("map-note").textContent = known.blank.includes(state.year) ? known.words.few : known.words.note;
    document.getElementById("coverage").textContent = known.coverage[state.year];
  }

  // --- listening ---
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const same = state.sort === head.dataset.key;
      go({ sort: same && state.order ? "" : head.dataset.key, order: same && !state.order ? "desc" : "" });
    });
  }
  for (const tile of document.querySelectorAll(".tile")) {
    tile.disabled = false;
    tile.addEventListener("click", () => go({ province: tile.dataset.p === state.province ? "" : tile.dataset.p }));
  }
  form.elements.q.addEventListener("input", (event) => go({ q: event.target.value }, true));
  for (const name of FILTERS.slice(1)) form.elements[name].addEventListener("change", (event) => go({ [name]: event.target.value }));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    go(Object.fromEntries(FILTERS.map((name) => [name, ""])));
  });
  // Arrows go between the search box and the regions listed below it.
  document.querySelector(".search").addEventListener("keydown", (event) => {
    const stops = [form.elements.q, ...document.querySelectorAll("#matches a")];
    const at = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at >= 0 && step && stops[at + step]) stops[at + step].focus();
    else if (at > 0 && event.key === "Escape") stops[0].focus();
    else return;
    event.preventDefault();
  });
  more.addEventListener("click", () => {
    const first = body.querySelector(".later:not(.group) a");
    every = true;
    apply(state);
    if (first) first.focus();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the fragment belongs to the filters
    document.getElementById("isi").focus();
  });
  addEventListener("hashchange", follow);
  apply(read());
})();
