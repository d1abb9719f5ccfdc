// What has a person said, and how does the corrections file say it?
//
// A step is what was done on the page ({do, unit, ...}).  Taking a step changes the blocks and
// returns the corrections, anchored to the words as they stood before it: the converter will
// take them in the same order.  To undo a step, the others are taken again from the beginning.

"use strict";

const [HEAD_WORDS, TAIL_WORDS, CONTEXT_WORDS] = [12, 6, 6];
const FRONT = { title: "title", subtitle: "subtitle", authors: "authors" };
const SET_ASIDE = ["pull quote", "running matter"];
const WRAPPED = { "block quote": "quote", sidebar: "sidebar", "list item": "list" };

const words = (text) => text.split(/\s+/).filter(Boolean);
const firstWords = (text, number = CONTEXT_WORDS) => words(text).slice(0, number).join(" ");
const lastWords = (text, number = CONTEXT_WORDS) => words(text).slice(-number).join(" ");

function quoted(text) {
  const all = words(text);
  if (all.length <= HEAD_WORDS + TAIL_WORDS) return all.join(" ");
  return `${all.slice(0, HEAD_WORDS).join(" ")} … ${all.slice(-TAIL_WORDS).join(" ")}`;
}

class Blocks {
  constructor(data) {
    this.data = data;
    this.reset();
  }

  reset() {
    const copy = structuredClone({ units: this.data.units, notes: this.data.notes, articles: this.data.articles, edition: this.data.edition });
    Object.assign(this, copy);
    this.aside = this.data.records.filter((record) => record.kind === "set-aside").map((record) => record.id);
    this.own = []; // what the person has set aside: units
  }

  unit(id) {
    return [...this.units, ...this.notes, ...this.own].find((unit) => unit.id === id);
  }

  index(id) {
    return this.units.findIndex((unit) => unit.id === id);
  }

  place(places) {
    if (!places.length) return {};
    const [page, ...box] = places[0];
    const [left, top, right, bottom] = box.map((side) => Math.round(Math.min(Math.max(side, 0), 1) * 1000) / 1000);
    return { page, box: [left, top, right, bottom] };
  }

  anchor(unit) {
    const index = this.index(unit.id);
    const text = unitText(unit);
    const anchor = text ? { text: quoted(text) } : { picture: unit.picture };
    const before = lastWords(unitText(this.units[index - 1]));
    const after = firstWords(unitText(this.units[index + 1]));
    if (before) anchor.before = before;
    if (after) anchor.after = after;
    return { ...anchor, ...this.place(unit.places) };
  }

  // Take a step; returns its corrections, or null where what it is about is no longer there.
  take(step) {
    return Blocks.steps[step.do].call(this, step);
  }
}

const unitText = (unit) => (unit ? unit.text ?? plain(unit.content) : "");

Blocks.steps = {
  role(step) {
    const record = this.data.records.find((one) => one.id === step.unit);
    if (record) return bringBack(this, record, step);
    const unit = this.unit(step.unit);
    if (!unit || this.index(unit.id) < 0) return null;
    const correction = { kind: "role", is: step.role, ...(step.level ? { level: step.level } : {}), ...this.anchor(unit) };
    recast(this, unit, step);
    return [correction];
  },

  join(step) {
    const unit = this.unit(step.unit);
    const other = this.unit(step.other);
    if (!unit || !other || this.index(unit.id) < 0 || this.index(other.id) < 0) return null;
    const correction = { kind: "join", with: quoted(unitText(other)), ...this.anchor(unit) };
    unit.content = together(unit.content, other.content);
    unit.places = [...unit.places, ...other.places];
    unit.why = [...unit.why, ...other.why];
    this.units.splice(this.index(other.id), 1);
    return [correction];
  },

  split(step) {
    const unit = this.unit(step.unit);
    if (!unit) return null;
    const text = unitText(unit);
    const [first, second] = cut(unit.content, step.at);
    if (!plain(first) || !plain(second)) return null;
    const correction = {
      kind: "split",
      before: lastWords(text.slice(0, step.at)),
      after: firstWords(text.slice(step.at)),
      ...this.place(unit.places),
    };
    const [above, below] = shared(unit.places, step.at / text.length);
    const rest = { ...unit, id: `${unit.id}+`, content: second, places: below, cap: "" };
    Object.assign(unit, { content: first, places: above });
    this.units.splice(this.index(unit.id) + 1, 0, rest);
    return [correction];
  },

  move(step) {
    const unit = this.unit(step.unit);
    const index = unit ? this.index(unit.id) : -1;
    if (index < 0) return null;
    const anchor = this.anchor(unit);
    this.units.splice(index, 1);
    // A block without words cannot be named as the one to follow: on past it.
    let to = index + step.by;
    while (to > 0 && to <= this.units.length && !unitText(this.units[to - 1])) to += step.by;
    const target = this.units[to - 1];
    if (to < 0 || to > this.units.length) {
      this.units.splice(index, 0, unit);
      return null;
    }
    this.units.splice(to, 0, unit);
    return [{ kind: "move", follows: quoted(unitText(target)), ...anchor }];
  },

  text(step) {
    const unit = this.unit(step.unit);
    if (!unit) return null;
    const corrections = [];
    let shift = 0;
    for (const change of differences(unitText(unit), step.text)) {
      const text = unitText(unit);
      const start = change.start + shift;
      const end = start + change.was.length;
      corrections.push({ ...wording(unit, text, start, end, change), ...this.place(unit.places) });
      unit.content = replaced(unit.content, start, end, change.is);
      shift += change.is.length - change.was.length;
    }
    return corrections.length ? corrections : null;
  },

  alt(step) {
    const unit = this.unit(step.unit);
    if (!unit) return null;
    const correction = { kind: "alt text", is: step.alt };
    if (unitText(unit)) correction.caption = quoted(unitText(unit));
    if (unit.picture) correction.picture = unit.picture;
    unit.alt = step.alt;
    return [{ ...correction, ...this.place(unit.places) }];
  },

  article(step) {
    const article = this.articles[step.article];
    const correction = { kind: "article", ...(article.title ? { text: article.title } : {}), ...step.values };
    Object.assign(article, step.values);
    return [correction];
  },

  edition(step) {
    Object.assign(this.edition, step.values);
    return [{ kind: "edition", ...step.values }];
  },
};

// A single letter at the head of a word is said as such; anything else as words.
function wording(unit, text, start, end, change) {
  const context = { before: lastWords(text.slice(0, start)), after: firstWords(text.slice(end)) };
  const [was, is] = [change.was, change.is];
  if (is.endsWith(was.slice(1)) && was && is.length === was.length) {
    return { kind: "letter", was: was[0], is: is[0], before: context.before, after: firstWords(text.slice(start + 1)) };
  }
  if (was && is.endsWith(was) && is.length === was.length + 1) {
    return { kind: "letter", was: "", is: is[0], before: context.before, after: firstWords(text.slice(start)) };
  }
  return { kind: "words", was, is, ...context };
}

function recast(blocks, unit, step) {
  const { role } = step;
  const index = blocks.index(unit.id);
  unit.said = true;
  if (SET_ASIDE.includes(role)) {
    blocks.units.splice(index, 1);
    blocks.own.push({ ...unit, role });
  } else if (FRONT[role]) {
    blocks.units.splice(index, 1);
    const text = words(unitText(unit)).join(" ");
    blocks.articles[unit.article][role] = role === "authors" ? text.replace(/^by /i, "").split(/,| and | & /).map((name) => name.trim()) : text;
  } else if (role === "caption") {
    const beside = [blocks.units[index - 1], blocks.units[index + 1]].find((other) => other?.role === "picture");
    if (!beside) return;
    beside.content = plain(beside.content) ? together(beside.content, unit.content) : unit.content;
    blocks.units.splice(index, 1);
  } else {
    unit.role = role === "heading" ? `heading ${step.level}` : role;
    unit.path = WRAPPED[role] ? [WRAPPED[role]] : [];
  }
}

function bringBack(blocks, record, step) {
  if (!blocks.aside.includes(record.id)) return null;
  const correction = { kind: "role", is: step.role, ...(step.level ? { level: step.level } : {}), text: quoted(record.text), ...blocks.place(record.places) };
  blocks.aside = blocks.aside.filter((id) => id !== record.id);
  const unit = { id: record.id, article: articleAt(blocks, record.places), role: "body", path: [], content: [{ t: record.text }], places: record.places, why: [record.id], cap: "" };
  blocks.units.splice(position(blocks.units, record.places), 0, unit);
  recast(blocks, unit, step);
  return [correction];
}

const articleAt = (blocks, places) => {
  const page = places.length ? places[0][0] : 1;
  return Math.max(blocks.articles.findIndex(({ pages: [first, last] }) => first <= page && page <= last), 0);
};

// After the block that ends last above it in its column (recover/desk.py does the same).
function position(units, places) {
  if (!places.length) return units.length;
  const [page, x0, top, x1, bottom] = places[0];
  let [best, at] = [-1, -1];
  units.forEach((unit, index) => {
    for (const [otherPage, left, , right, foot] of unit.places) {
      const common = Math.min(x1, right) - Math.max(x0, left);
      const inColumn = common > 0.5 * Math.min(x1 - x0, right - left);
      if (otherPage === page && inColumn && foot <= (top + bottom) / 2 && foot >= best) [best, at] = [foot, index];
    }
  });
  if (at >= 0) return at + 1;
  const later = units.findIndex(({ places: [first] }) => first && (first[0] === page ? first[2] >= top || first[1] >= x1 : first[0] > page));
  return later < 0 ? units.length : later;
}

// --- TOML ---------------------------------------------------------------------------------

// A JSON string is a TOML basic string, but for DEL and lone surrogates.
const tomlString = (text) => JSON.stringify(text.toWellFormed?.() ?? text).replaceAll("\x7f", "\\u007f");

function tomlValue(value) {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
  return typeof value === "string" ? tomlString(value) : String(value);
}

function toToml(correction) {
  const lines = Object.entries(correction).map(([key, value]) => `${key} = ${tomlValue(value)}`);
  return `\n[[correction]]\n${lines.join("\n")}\n`;
}

function toFile(data, corrections) {
  const head = data.existing || `# Corrections to ${data.source.replaceAll(/[\r\n]/g, " ")}\nschema = 1\nsource = ${tomlString(data.source)}\n`;
  return `${head.trimEnd()}\n${corrections.map(toToml).join("")}`;
}
