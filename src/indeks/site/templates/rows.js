// Puts the rows that the home page has no room for at the end of its table, each as row.html.j2 writes it. Runs
// before site.js, which finds all rows in the page.
"use strict";
(() => {
  const body = document.getElementById("results").tBodies[0];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const named = (names, values) => names.map((name, k) => [name, values[k]]);

  // An element with its attributes, left out where null, and with its texts and elements, left out where empty.
  function element(tag, attributes, ...parts) {
    const node = document.createElement(tag);
    for (const [name, text] of Object.entries(attributes)) if (text !== null) node.setAttribute(name, text);
    node.append(...parts.filter((part) => part !== ""));
    return node;
  }

  function links(reports) {
    return reports.flatMap(([page, title, lang, shows, downloads, note]) =>
      [shows, ...downloads].map((kind) => {
        const format = rest.formats[kind];
        const link = element(
          "a",
          {
            href: kind === shows ? page : page.replace(/html$/, kind),
            title: fill(rest.link, { title, format }),
            download: kind === shows ? null : "",
          },
          lang === rest.lang ? format : fill(rest.other_language, { format, lang: lang.toUpperCase() }),
        );
        return [link, ...after("strong", { class: "mark" }, kind === shows && note)];
      }),
    );
  }

  const after = (tag, attributes, text) => (text ? [" ", element(tag, attributes, text)] : []);
  const number = (text, value, ...parts) => element("td", { class: "num", "data-v": text ? value : null }, text, ...parts);

  // Not shown until site.js has chosen which are: laying out thousands of rows takes seconds.
  function row(r, reports) {
    return element(
      "tr",
      { "data-c": r.code, "data-t": r.type, "data-y": r.year, "data-s": rest.stages[r.stage] || "none", "data-k": r.group, "data-a": r.award ? "yes" : null, class: "later" },
      element("th", { scope: "row" }, element("a", { href: r.page }, r.name), " ", element("small", {}, r.code), ...after("strong", { class: "mark" }, r.mark)),
      element("td", { class: "num" }, r.year),
      element("td", { "data-v": r.stage }, r.stage_text),
      number(r.score, r.high, ...after("small", {}, r.conflict)),
      element("td", { "data-v": r.category_order }, r.category),
      element("td", {}, ...links(reports).flatMap((parts, k) => (k ? [" · ", ...parts] : parts))),
      element("td", {}, r.province),
      number(r.innovations, r.n_innovations),
      element("td", {}, r.award),
      number(r.raw, r.high),
    );
  }

  for (const [shared, reports, own] of rest.rows) {
    for (const values of own) body.append(row(Object.fromEntries([...named(rest.shared, shared), ...named(rest.own, values)]), reports));
  }
  document.getElementById("rest").remove();
})();
