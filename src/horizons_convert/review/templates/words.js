// How do the words of a block change?  The same few operations that the converter will do
// when it reads the corrections file (recover/wording.py), so that the page shows what comes.
//
// Content is a list of runs: {t: text, m: marks, l: link}, and {n: note label}, {p: folio}, {b: 1}
// for what has no characters of its own (a line break counts as one).

"use strict";

const plain = (content) => content.map((run) => run.t ?? (run.b ? " " : "")).join("");

function toAtoms(content) {
  return content.flatMap((run) => (run.t === undefined ? [run] : [...run.t].map((t) => ({ ...run, t }))));
}

function toContent(atoms) {
  const runs = [];
  for (const atom of atoms) {
    const last = runs.at(-1);
    const same = last && last.t !== undefined && atom.t !== undefined && last.l === atom.l && String(last.m) === String(atom.m);
    if (same) last.t += atom.t;
    else runs.push({ ...atom });
  }
  return runs;
}

const counts = (atom) => atom.t !== undefined || atom.b;

// Index in `atoms` of the character at `position` of the plain text.
function atomAt(atoms, position) {
  let characters = 0;
  for (let index = 0; index < atoms.length; index += 1) {
    if (!counts(atoms[index])) continue;
    if (characters >= position) return index;
    characters += (atoms[index].t ?? " ").length;
  }
  return atoms.length;
}

function replaced(content, start, end, text) {
  const atoms = toAtoms(content);
  const first = atomAt(atoms, start);
  const gone = atoms.slice(first, atomAt(atoms, end));
  const like = gone.find(counts) ?? atoms[first] ?? atoms.slice(0, first).findLast(counts) ?? {};
  const kept = gone.filter((atom) => !counts(atom));
  const added = [...text].map((t) => ({ t, m: like.m, l: like.l }));
  return toContent([...atoms.slice(0, first), ...added, ...kept, ...atoms.slice(first + gone.length)]);
}

const isSpace = (atom) => Boolean(atom.b) || (atom.t !== undefined && !atom.t.trim());

function cut(content, at) {
  const atoms = toAtoms(content);
  const middle = atomAt(atoms, at);
  const first = atoms.slice(0, middle);
  const second = atoms.slice(middle);
  while (first.length && isSpace(first.at(-1))) first.pop();
  while (second.length && isSpace(second[0])) second.shift();
  return [toContent(first), toContent(second)];
}

function together(one, other) {
  const glued = /[\s\u00ad\u2010-]$/.test(plain(one)) || !plain(one);
  return toContent([...toAtoms(one), ...(glued ? [] : [{ t: " " }]), ...toAtoms(other)]);
}

// The places of the first part of a text and of the rest, as if its lines were evenly full.
function shared(places, part) {
  let left = part * places.reduce((sum, [, , top, , bottom]) => sum + bottom - top, 0);
  const halves = [[], []];
  for (const [page, x0, top, x1, bottom] of places) {
    const middle = Math.min(Math.max(top + left, top), bottom);
    if (middle > top) halves[0].push([page, x0, top, x1, middle]);
    if (middle < bottom) halves[1].push([page, x0, middle, x1, bottom]);
    left -= bottom - top;
  }
  return halves;
}

// The words in which two texts differ: [{start, was, is}], positions in the old text.
// The longest common subsequence of words, after what is equal at both ends.
function differences(old, now) {
  const tokens = (text) => [...text.matchAll(/\S+/g)].map((match) => ({ word: match[0], at: match.index }));
  const [a, b] = [tokens(old), tokens(now)];
  let head = 0;
  while (head < a.length && head < b.length && a[head].word === b[head].word) head += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > head && endB > head && a[endA - 1].word === b[endB - 1].word) [endA, endB] = [endA - 1, endB - 1];
  const pairs = matches(a.slice(head, endA), b.slice(head, endB)).map(([i, j]) => [i + head, j + head]);
  const hunks = [];
  let [i, j] = [head, head];
  for (const [nextA, nextB] of [...pairs, [endA, endB]]) {
    if (nextA > i || nextB > j) hunks.push(hunk(old, a, b, i, nextA, j, nextB));
    [i, j] = [nextA + 1, nextB + 1];
  }
  return hunks;
}

function hunk(old, a, b, fromA, toA, fromB, toB) {
  const is = b.slice(fromB, toB).map((token) => token.word).join(" ");
  if (toA > fromA) {
    const start = a[fromA].at;
    return { start, was: old.slice(start, a[toA - 1].at + a[toA - 1].word.length), is };
  }
  // Words only added: they go before the next word, or with the last one.
  if (fromA < a.length) return { start: a[fromA].at, was: "", is: `${is} ` };
  const last = a.at(-1);
  return last ? { start: last.at, was: last.word, is: `${last.word} ${is}` } : { start: 0, was: "", is };
}

function matches(a, b) {
  if (a.length * b.length > 4e6) return [];
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i][j] = a[i].word === b[j].word ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i].word === b[j].word) pairs.push([i++, j++]);
    else if (table[i + 1][j] >= table[i][j + 1]) i += 1;
    else j += 1;
  }
  return pairs;
}
