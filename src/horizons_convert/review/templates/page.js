// What does a person see on the page, and what happens when they touch it?
//
// Everything is drawn from `blocks` (corrections.js); nothing from the document is ever taken
// for markup.  A selection is the id of a block or of a record; both sides follow it.

"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const blocks = new Blocks(data);
const record = (id) => data.records.find((one) => one.id === id);
const byId = (id) => document.getElementById(id);

let steps = []; // [{step, corrections}]
let selected = null;
let exact = null; // the record whose own place is shown, of the selected block
let unsaved = false;

const ROLES = [
  ["body", "Body"],
  ["heading", "Heading 1", 1],
  ["heading", "Heading 2", 2],
  ["heading", "Heading 3", 3],
  ["block quote", "Block quote"],
  ["sidebar", "Sidebar"],
  ["list item", "List item"],
  ["pull quote", "Pull quote"],
  ["running matter", "Running matter"],
  ["title", "Title"],
  ["subtitle", "Subtitle"],
  ["authors", "Authors"],
  ["standfirst", "Standfirst"],
  ["author bio", "Author bio"],
  ["acknowledgement", "Acknowledgement"],
  ["epigraph", "Epigraph"],
  ["verse", "Verse"],
  ["reference", "Reference"],
  ["caption", "Caption"],
];
const KINDS = { "block quote": "quote", sidebar: "sidebar", "list item": "list", picture: "picture", table: "picture", body: "body", code: "body", break: "body" };
const LEGEND = [["body", "body"], ["heading", "heading"], ["quote", "block quote"], ["sidebar", "sidebar"], ["list", "list"], ["picture", "picture or table"], ["front", "other part"], ["aside", "set aside"]];

const LONG = 60; // words of what was set aside; all of a long one would push the article out of sight

const kindOf = (role) => (role.startsWith("heading") ? "heading" : KINDS[role] ?? "front");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const shortened = (text, number = 9) => (words(text).length > number ? `${firstWords(text, number)} …` : words(text).join(" "));
const percent = (score) => `${Math.round(score * 100)}\u00a0%`;
const pageOf = (places) => (places.length ? places[0][0] : 0);

function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const button = (label, action, properties = {}) => element("button", { type: "button", onclick: action, ...properties }, label);

// --- pages ----------------------------------------------------------------------------------

function drawBoxes() {
  for (const sheet of document.querySelectorAll(".sheet")) sheet.querySelectorAll(".box").forEach((box) => box.remove());
  for (const unit of blocks.units) outline(unit.id, unit.places, kindOf(unit.role), unit.role);
  for (const unit of blocks.own) outline(unit.id, unit.places, "aside", unit.role);
  for (const note of blocks.notes) outline(note.id, note.places, "front", "note");
  for (const id of blocks.aside) outline(id, record(id).places, "aside", record(id).what);
  // A decision that concerns no block, as the finding of the title.
  for (const one of data.records) if (one.kind !== "set-aside" && !one.unit) outline(one.id, one.places, "front", one.what);
  if (exact) outline(exact, record(exact).places, "aside", record(exact).what, "exact");
}

function outline(id, places, kind, name, extra = "") {
  for (const [page, left, top, right, bottom] of places) {
    const sheet = document.querySelector(`.page[data-page="${page}"] .sheet`);
    if (!sheet) continue;
    const on = id === selected || extra ? "on" : "";
    const side = left > 0.6 ? "right" : "";
    const box = element("div", { class: `box k-${kind} ${on} ${extra} ${side}`, "data-id": id, onclick: () => select(id, "page") }, element("b", {}, name));
    // Drawn around the words, not over their edges.
    const size = (share) => `calc(${share * 100}% + 6px)`;
    Object.assign(box.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: size(right - left), height: size(bottom - top) });
    sheet.append(box);
  }
}

function drawLegend() {
  byId("legend").replaceChildren(...LEGEND.map(([kind, name]) => element("span", { class: `k-${kind}` }, element("i"), name)));
}

// --- article --------------------------------------------------------------------------------

function drawArticle() {
  drawFront();
  const rows = [];
  let [page, article, level] = [0, -1, 2];
  const upTo = (next) => {
    while (page < next) {
      page += 1;
      rows.push(...pageHead(page));
    }
  };
  for (const unit of blocks.units) {
    upTo(pageOf(unit.places));
    if (unit.article !== article && blocks.articles.length > 1) rows.push(element("h3", { class: "t" }, blocks.articles[unit.article].title || "Untitled"));
    article = unit.article;
    level = Math.min(unit.role.startsWith("heading") ? Number(unit.role.slice(8)) + 2 : level, level + 1);
    rows.push(blockRow(unit, level));
  }
  upTo(data.pages.length);
  rows.push(...notes());
  byId("blocks").replaceChildren(...rows);
  rove(byId("blocks").querySelector(`[data-id="${CSS.escape(selected ?? "")}"] .tag`) ?? byId("blocks").querySelector(".tag"));
}

function drawFront() {
  const lines = blocks.articles.length > 1 ? [["t", blocks.edition.title]] : blocks.articles.flatMap((article) => [["t", article.title || "(no title found)"], ["", article.subtitle], ["", article.authors.join(", ")]]);
  byId("front").replaceChildren(...lines.filter(([, text]) => text).map(([name, text]) => element("p", { class: name }, text)));
}

function pageHead(number) {
  const { folio } = data.pages[number - 1];
  const head = element("p", { class: "folio" }, folio && folio !== String(number) ? `Page ${number}, printed ${folio}` : `Page ${number}`);
  const aside = [...blocks.aside.map(record), ...blocks.own.map((unit) => ({ id: unit.id, what: unit.role, text: unitText(unit), places: unit.places, score: 1, said: true }))];
  const here = aside.filter((one) => Math.max(pageOf(one.places), 1) === number);
  return [head, ...here.map((one) => row(one.id, "aside", one.what, one.text, [element("div", { class: "words" }, shortened(one.text, LONG))], one, one.said))];
}

function blockRow(unit, level) {
  const unsure = unit.why.map(record).filter((one) => one.score < data.sure);
  const doubt = unsure.sort((one, other) => one.score - other.score)[0];
  return row(unit.id, kindOf(unit.role), unit.role, unitText(unit) || unit.alt || "", contentOf(unit, level), doubt, unit.said);
}

function row(id, kind, role, text, content, doubt, said) {
  const unsure = doubt && doubt.score < data.sure ? element("span", { class: "sure" }, `${percent(doubt.score)} sure`) : null;
  const tag = button(capital(role), () => select(id, "article"), {
    class: "tag",
    tabindex: "-1",
    "aria-pressed": String(id === selected),
    "aria-label": `${capital(role)}${unsure ? `, ${unsure.textContent}` : ""}${kind === "aside" ? ", set aside" : ""}: ${shortened(text) || "no words"}`,
    onkeydown: moveFocus,
  });
  if (unsure) tag.append(unsure);
  const body = element("div", { onclick: () => getSelection().isCollapsed && select(id, "article") }, ...content);
  return element("div", { class: `row k-${kind} ${id === selected ? "on" : ""} ${said ? "said" : ""}`, "data-id": id }, tag, body);
}

function contentOf(unit, level) {
  if (unit.rows) {
    const rows = unit.rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell))));
    return [element("div", { class: "words scroller", tabindex: "0", role: "group", "aria-label": "Table" }, element("table", {}, element("tbody", {}, ...rows)))];
  }
  const text = element("div", { class: "words" }, ...unit.content.map(run));
  if (unit.role === "picture") {
    const alt = unit.alt === null ? "not described yet" : unit.alt === "" ? "only decorates" : unit.alt;
    return [element("div", { class: "words" }, element("span", { class: unit.alt ? "" : "none" }, alt)), text];
  }
  if (unit.role.startsWith("heading")) {
    text.classList.add("h");
    text.setAttribute("role", "heading");
    text.setAttribute("aria-level", level);
  }
  return [text];
}

function run(piece) {
  if (piece.n) return element("sup", {}, piece.n);
  if (piece.p !== undefined) return element("span", { class: "break" }, `p. ${piece.p}`);
  if (piece.b) return element("br");
  const marks = piece.m ?? [];
  const name = marks.includes("italic") ? "em" : marks.includes("bold") ? "strong" : marks.includes("superscript") ? "sup" : marks.includes("subscript") ? "sub" : "span";
  return element(name, {}, piece.t);
}

function notes() {
  if (!blocks.notes.length) return [];
  const rows = blocks.notes.map((note) => row(note.id, "front", "note", unitText(note), [element("div", { class: "words" }, element("sup", {}, note.label), " ", ...note.content.map(run))], null));
  return [element("p", { class: "folio" }, "Notes"), ...rows];
}

// One block at a time is reached by Tab; the arrows go from one to the next.
function rove(tag) {
  byId("blocks").querySelectorAll('.tag[tabindex="0"]').forEach((other) => other.setAttribute("tabindex", "-1"));
  tag?.setAttribute("tabindex", "0");
}

function moveFocus(event) {
  const tags = [...byId("blocks").querySelectorAll(".tag")];
  const at = tags.indexOf(event.currentTarget);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: tags.length - 1 }[event.key];
  if (event.key === "n" && !event.ctrlKey && !event.metaKey && !event.altKey) nextLook();
  else if (event.key === "Enter") return void setTimeout(() => showDetail());
  else if (to === undefined || !tags[to]) return;
  else {
    select(tags[to].closest(".row").dataset.id, "keys");
    byId("blocks").querySelector(".row.on .tag")?.focus();
  }
  event.preventDefault();
}

// --- selecting ------------------------------------------------------------------------------

function select(id, from, shown = null) {
  selected = id;
  exact = shown;
  drawBoxes();
  document.querySelectorAll(".row").forEach((one) => {
    const on = one.dataset.id === id;
    one.classList.toggle("on", on);
    one.querySelector(".tag").setAttribute("aria-pressed", String(on));
  });
  rove(document.querySelector(".row.on .tag"));
  drawDetail();
  document.querySelectorAll("#look .item").forEach((item) => item.setAttribute("aria-current", String(item.dataset.id === (shown ?? id))));
  if (from !== "page") reveal(byId("pages"), document.querySelector(".box.exact") ?? document.querySelector(".box.on"));
  if (from !== "article") reveal(byId("article"), document.querySelector(".row.on"));
  if (from === "page") document.querySelector(".row.on .tag")?.focus({ preventScroll: true });
}

// Scroll one pane only, and only if what is to be seen is not in it.
function reveal(pane, node) {
  if (!node || !pane.clientHeight) return;
  const [outer, inner] = [pane.getBoundingClientRect(), node.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  const by = inner.top - outer.top - Math.max((outer.height - inner.height) / 3, 20);
  // A short way is shown, so that one sees where one goes; a long one would take too long.
  pane.scrollBy({ top: by, behavior: Math.abs(by) > 2 * outer.height ? "instant" : "auto" });
}

function showDetail() {
  view("side");
  byId("detail").focus();
}

function back() {
  view("article");
  document.querySelector(".row.on .tag")?.focus();
  reveal(byId("article"), document.querySelector(".row.on"));
}

function view(name) {
  document.body.dataset.view = name;
  document.querySelectorAll("nav button").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.show === name)));
  if (name !== "side") reveal(byId(name), document.querySelector(name === "pages" ? ".box.on" : ".row.on"));
}

// --- the desk: what is selected ---------------------------------------------------------------

function drawDetail() {
  const unit = selected ? blocks.unit(selected) : null;
  const one = selected && !unit ? record(selected) : null;
  const parts = unit ? unitDetail(unit) : one ? recordDetail(one) : [element("p", {}, "Nothing is selected yet.")];
  byId("detail-body").replaceChildren(...parts);
}

function unitDetail(unit) {
  if (unit.role === "note") return [element("p", {}, element("strong", {}, `Note ${unit.label}`)), why(unit.why.map(record)), wordingField(unit, false)];
  const gone = blocks.index(unit.id) < 0;
  const head = element("p", {}, element("strong", {}, capital(unit.role)), pageOf(unit.places) ? ` on page ${[...new Set(unit.places.map(([page]) => page))].join(" and ")}` : "");
  if (gone) return [head, element("p", { class: "quote" }, shortened(unitText(unit), 30)), element("p", {}, "You have set this aside. Undo it under “Your corrections”.")];
  const written = unit.role !== "table" && unit.role !== "picture" && unit.role !== "break";
  return [
    head,
    why(unit.why.map(record)),
    ...(unit.role === "picture" ? [describing(unit)] : []),
    choices(unit.id, unit.role, written),
    ordering(unit, written),
    ...(unit.content.length ? [wordingField(unit, written)] : []),
  ].filter(Boolean);
}

function recordDetail(one) {
  const aside = one.kind === "set-aside";
  return [
    element("p", {}, element("strong", {}, capital(one.what)), aside ? ", set aside" : "", pageOf(one.places) ? ` on page ${pageOf(one.places)}` : ""),
    element("p", { class: "quote" }, shortened(one.text, 40)),
    why([one], false),
    ...(aside ? passage(one) : []),
    ...(aside ? [choices(one.id, one.what, true)] : []),
  ];
}

// Where the words of something set aside stand in the article, if they do.
function passage(one) {
  const bare = (text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  const wanted = bare(firstWords(one.text));
  const unit = wanted.length > 11 && blocks.units.find((other) => bare(unitText(other)).includes(wanted));
  return unit ? [element("p", {}, button("Show its words in the article", () => select(unit.id, "list")))] : [];
}

function why(records, named = true) {
  if (!records.length) return element("p", { class: "why" }, "Read as printed: nothing here had to be repaired or decided against another reading.");
  const ordered = [...records].sort((one, other) => one.score - other.score);
  const items = ordered.map((one) => element("li", {}, ...(named ? [element("strong", {}, capital(one.what)), ` “${shortened(one.text)}”. `] : []), reason(one)));
  const list = (some) => element("ul", { class: "why" }, ...some);
  if (items.length <= 4) return list(items);
  return element("div", {}, list(items.slice(0, 3)), element("details", {}, element("summary", {}, `${items.length - 3} more decisions here`), list(items.slice(3))));
}

function reason(one) {
  const evidence = one.evidence ? `${capital(one.evidence)}. ` : "";
  const other = one.alternative ? ` Otherwise: “${shortened(one.alternative, 20)}”.` : "";
  return `${evidence}${percent(one.score)} sure.${other}`;
}

function choices(id, role, written) {
  const offered = ROLES.filter(([name]) => written || name === "running matter");
  const set = element("fieldset", { class: "choices" }, element("legend", {}, "This is"));
  for (const [name, label, level] of offered) {
    const now = (level ? `${name} ${level}` : name) === role;
    set.append(button(label, () => take({ do: "role", unit: id, role: name, level }), { "aria-pressed": String(now), disabled: now }));
  }
  return set;
}

function ordering(unit, written) {
  const index = blocks.index(unit.id);
  const [before, after] = [blocks.units[index - 1], blocks.units[index + 1]];
  const joinable = (other) => written && other && other.content.length && other.role !== "picture" && other.role !== "table" && other.article === unit.article;
  return element(
    "fieldset",
    { class: "choices" },
    element("legend", {}, "Its place"),
    button("Join to the one before", () => take({ do: "join", unit: before.id, other: unit.id }), { disabled: !joinable(before) }),
    button("Join with the next", () => take({ do: "join", unit: unit.id, other: after.id }), { disabled: !joinable(after) }),
    button("Move up", () => take({ do: "move", unit: unit.id, by: -1 }), { disabled: !before || before.article !== unit.article }),
    button("Move down", () => take({ do: "move", unit: unit.id, by: 1 }), { disabled: !after || after.article !== unit.article }),
  );
}

function wordingField(unit, splits) {
  const text = unitText(unit);
  const area = element("textarea", { id: "wording", rows: Math.min(Math.max(Math.ceil(text.length / 34), 2), 12), lang: data.language });
  area.value = text;
  const change = () => area.value !== text && take({ do: "text", unit: unit.id, text: area.value.replaceAll(/\s*\n\s*/g, " ") });
  const split = () => take({ do: "split", unit: unit.id, at: wordStart(text, area.selectionStart) });
  return element(
    "div",
    { class: "field" },
    element("label", { for: "wording" }, unit.role === "picture" ? "Caption" : "Words"),
    area,
    element("small", {}, splits ? "Put right a letter, a word or a hyphen; or put the cursor where a new block begins." : "Put right a letter, a word or a hyphen."),
    element("div", { class: "buttons" }, button("Change words", change), splits ? button("Split at the cursor", split) : null),
  );
}

const wordStart = (text, at) => text.slice(0, at).search(/\S*$/);

function describing(unit) {
  const area = element("textarea", { id: "alt", rows: 3, lang: data.language });
  area.value = unit.alt ?? "";
  return element(
    "div",
    { class: "field" },
    element("label", { for: "alt" }, "What does the picture show?"),
    area,
    element("small", {}, "For those who do not see it: a sentence or two, without “picture of”."),
    element(
      "div",
      { class: "buttons" },
      button("Describe", () => area.value.trim() && take({ do: "alt", unit: unit.id, alt: area.value.trim() })),
      button("It only decorates", () => take({ do: "alt", unit: unit.id, alt: "" }), { "aria-pressed": String(unit.alt === "") }),
    ),
  );
}

// --- the desk: what is worth a look -----------------------------------------------------------

function looks() {
  const doubtful = data.records.filter((one) => one.kind === "warning" || one.score < data.sure).map((one) => ({ ...one, target: one.unit ?? one.id }));
  const pictures = blocks.units
    .filter((unit) => unit.role === "picture" && unit.alt === null)
    .map((unit) => ({ id: unit.id, target: unit.id, what: "picture not described", text: unitText(unit), places: unit.places, score: null }));
  return [...doubtful.sort((one, other) => one.score - other.score), ...pictures];
}

function drawLooks() {
  const all = looks();
  const rest = data.records.filter((one) => one.kind === "repair" && one.score >= data.sure).map((one) => ({ ...one, target: one.unit ?? one.id }));
  byId("left").textContent = all.length ? ` (${all.length})` : "";
  const list = (some) => element("ol", {}, ...some.map((one) => element("li", {}, lookItem(one))));
  const surer = rest.length ? element("details", {}, element("summary", {}, `${rest.length} surer decisions`), list(rest.sort((one, other) => one.score - other.score))) : null;
  const untitled = blocks.articles.some((article) => !article.title);
  const titles = untitled ? button("No title was found: type it, or select it on the page and say “Title”.", () => byId("article-title").focus(), { class: "item plain" }) : null;
  byId("look").replaceChildren(...[titles, all.length ? list(all) : element("p", {}, "Nothing: every decision was a sure one."), surer].filter(Boolean));
}

function lookItem(one) {
  const score = one.score === null ? "–" : percent(one.score);
  const where = pageOf(one.places) ? `page ${pageOf(one.places)}: ` : "";
  const own = one.target === one.id ? null : one.id;
  return button("", () => select(one.target, "list", own), { class: "item", "data-id": one.id, "aria-label": `${where}${one.what}${one.score === null ? "" : `, ${score} sure`}: ${shortened(one.text, 12)}` })
    .appendChild(element("span", { class: "score" }, score)).parentNode
    .appendChild(element("span", {}, `${where}${one.what}${one.text ? ` “${shortened(one.text)}”` : ""}`)).parentNode;
}

function nextLook() {
  const items = [...document.querySelectorAll("#look > ol .item")];
  const at = items.findIndex((item) => item.getAttribute("aria-current") === "true");
  const next = items[(at + 1) % items.length];
  next?.click();
  document.querySelector(".row.on .tag")?.focus({ preventScroll: true });
}

// --- the desk: what was said ------------------------------------------------------------------

function take(step) {
  const corrections = blocks.take(step);
  if (!corrections) return;
  steps.push({ step, corrections });
  unsaved = true;
  if (selected && !blocks.unit(selected) && !record(selected)) selected = step.do === "join" ? step.unit : null;
  redraw();
}

function undo(index) {
  const others = steps.filter((_, at) => at !== index);
  steps = [];
  blocks.reset();
  for (const { step } of others) {
    const corrections = blocks.take(step);
    if (corrections) steps.push({ step, corrections });
  }
  unsaved = steps.length > 0;
  redraw();
}

function said(correction) {
  const about = shortened(correction.text || correction.caption || correction.before || "", 6);
  const words = {
    role: () => `“${about}” is ${correction.is}${correction.level ? ` ${correction.level}` : ""}`,
    join: () => `“${about}” goes on with “${shortened(correction.with, 5)}”`,
    move: () => (correction.follows ? `“${about}” follows “${shortened(correction.follows, 5)}”` : `“${about}” comes first`),
    split: () => `a block begins at “${shortened(correction.after, 5)}”`,
    letter: () => `“${correction.is}” ${correction.was ? `for “${correction.was}”` : ""} before “${shortened(correction.after, 4)}”`,
    words: () => `“${correction.is.trim()}” ${correction.was ? `for “${correction.was}”` : "added"}`,
    "alt text": () => (correction.is ? `picture: ${shortened(correction.is, 8)}` : "picture only decorates"),
    article: () => named(correction),
    edition: () => named(correction),
  };
  return words[correction.kind]();
}

const named = ({ kind, text, ...values }) => Object.entries(values).map(([key, value]) => `${kind === "edition" ? "publication: " : ""}${key}: ${value}`).join("; ");

function drawSaid() {
  const items = steps.map(({ corrections }, index) => {
    const text = corrections.map(said).join("; ");
    return element("li", {}, element("span", {}, text), button("Undo", () => undo(index), { "aria-label": `Undo: ${text}` }));
  });
  const earlier = data.applied.map((text) => element("li", {}, text));
  const lost = data.lost.map((text) => element("li", { class: "lost" }, text));
  byId("said").replaceChildren(
    ...[
      items.length ? element("ul", {}, ...items) : element("p", {}, data.applied.length ? "None new." : "None yet."),
      lost.length ? element("div", {}, element("p", {}, "No longer found, and not applied:"), element("ul", {}, ...lost)) : null,
      earlier.length ? element("details", {}, element("summary", {}, `${earlier.length} from ${data.file}, applied`), element("ul", {}, ...earlier)) : null,
    ].filter(Boolean),
  );
  byId("save").disabled = !steps.length;
}

async function save() {
  const text = toFile(data, steps.flatMap(({ corrections }) => corrections));
  const where = `Put it beside ${data.source} as ${data.file} and convert again.`;
  if (globalThis.showSaveFilePicker) {
    try {
      const file = await showSaveFilePicker({ suggestedName: data.file, types: [{ description: "Corrections", accept: { "application/toml": [".toml"] } }] });
      const stream = await file.createWritable();
      await stream.write(text);
      await stream.close();
      return done(`Saved. Convert ${data.source} again, and they are in it.`);
    } catch (error) {
      if (error.name === "AbortError") return;
    }
  }
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "application/toml" })), download: data.file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  done(`Downloaded. ${where}`);
}

function done(message) {
  unsaved = false;
  byId("saved").textContent = message;
}

// --- the desk: title and publication ----------------------------------------------------------

function drawMetadata() {
  const article = blocks.articles.length === 1 ? 0 : blocks.unit(selected ?? "")?.article ?? 0;
  const values = blocks.articles[article] ?? {};
  const ofArticle = (name, label) => field(`article-${name}`, label, String(values[name] ?? ""), (text) => take({ do: "article", article, values: { [name]: text } }));
  const ofEdition = (name, label) => field(`edition-${name}`, label, blocks.edition[name], (text) => take({ do: "edition", values: { [name]: text } }));
  const authors = field("article-authors", "Authors, separated by semicolons", (values.authors ?? []).join("; "), (text) =>
    take({ do: "article", article, values: { authors: text.split(";").map((name) => name.trim()).filter(Boolean) } }),
  );
  byId("metadata").replaceChildren(
    ofArticle("title", "Title"),
    ofArticle("subtitle", "Subtitle"),
    authors,
    ofEdition("journal", "Journal"),
    ofEdition("issue", "Issue"),
    ofEdition("date", "Date (2025, 2025-04 or 2025-04-01)"),
    ofArticle("language", "Language (en, de, fr …)"),
  );
}

function field(id, label, value, change) {
  const input = element("input", { id, onchange: (event) => change(event.target.value.trim()) });
  input.value = value;
  return element("div", { class: "field" }, element("label", { for: id }, label), input);
}

// --- all of it ------------------------------------------------------------------------------

function redraw() {
  const focus = document.activeElement?.id;
  const inDetail = byId("detail").contains(document.activeElement);
  drawArticle();
  drawBoxes();
  drawDetail();
  drawLooks();
  drawSaid();
  drawMetadata();
  // What was pressed may be gone: the focus stays near.
  if (focus && byId(focus)) byId(focus).focus();
  else if (inDetail) byId("detail").focus();
}

byId("save").addEventListener("click", save);
document.querySelectorAll("nav button").forEach((one) => one.addEventListener("click", () => view(one.dataset.show)));
document.addEventListener("keydown", (event) => event.key === "Escape" && byId("side").contains(document.activeElement) && back());
addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
drawLegend();
redraw();
