// What do all parts of the page share? The data, and the one way in which text becomes something that is seen.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("index").textContent);
const docs = data.documents;
// Joiners shape the letters of these scripts, and emoji: between them they are seen.
const JOINED = ["Arabic", "Syriac", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada",
  "Malayalam", "Sinhala", "Khmer", "Myanmar", "Mongolian"].map((name) => `\\p{Script=${name}}`).join("") +
  "\\p{Extended_Pictographic}\\u{fe0f}\\u{1f3fb}-\\u{1f3ff}";
const UNSEEN = new RegExp(`(?!(?<=[${JOINED}])[\\u200c\\u200d](?=[${JOINED}]))${data.unseen}`, "gu");
const count = new Intl.NumberFormat("en").format;
const percent = (share) => `${(100 * share).toFixed(share && share < 0.01 ? 2 : 1)}%`;
const plural = (n, word) => `${count(n)} ${word}${n === 1 ? "" : "s"}`;
const code = (mark) => mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

// Text where no markup can be: options, labels.
const named = (text) => String(text ?? "").replace(UNSEEN, (mark) => `‹${code(mark)}›`);

// Text as nodes: what would be unseen, or turn the rest around, becomes a mark that names it.
function seen(text) {
  const parts = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(UNSEEN)) {
    if (found.index > at) parts.append(text.slice(at, found.index));
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.title = `U+${code(found[0])}, which nobody sees`;
    mark.textContent = code(found[0]);
    parts.append(mark);
    at = found.index + found[0].length;
  }
  parts.append(text.slice(at));
  return parts;
}

// An element. Strings among the children are our own words; crawled text comes through `crawled`.
function el(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "click") element.addEventListener("click", value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// Crawled text, in its own language and direction, shut off from the text around it.
function crawled(name, text, lang, attributes) {
  return el(name, { lang: lang || null, dir: "auto", ...attributes }, seen(text ?? ""));
}

// A link out of the page: only of the web, only by a click; else its text alone.
function outward(text) {
  let url = null;
  try {
    url = new URL(text);
  } catch {
    url = null;
  }
  const isWeb = url !== null && (url.protocol === "https:" || url.protocol === "http:");
  return isWeb
    ? crawled("a.url", text, "", { href: url.href, rel: "noopener noreferrer nofollow", target: "_blank" })
    : crawled("span.url", text, "");
}

// Where a line is: a document's place in the list, or the id of one that is not listed.
function address(place, line) {
  const id = typeof place === "number" ? docs.id[place] : place;
  const at = line === null || line === undefined ? "" : `/${line}`;
  return /^[0-9a-f]{8,64}$/.test(id) ? `#document/${id}${at}` : "#documents";
}

const short = (place) => (typeof place === "number" ? docs.id[place] : place).slice(0, 8);
const titleOf = (place) => (typeof place === "number" && docs.title[place]) || "";
const langOf = (place) => (typeof place === "number" ? docs.tag[place] : "");

function chip(reason) {
  const one = data.reasons[reason];
  return el(`span.chip.${one.colour}`, { title: one.meaning }, one.name);
}

// A list that shows its first rows, and the next ones on demand.
function paged(holder, items, size, render) {
  let at = 0;
  const more = el("button.more", { type: "button" });
  const end = holder.tagName === "OL" ? el("li.end", null, more) : more;
  const next = () => {
    const rows = items.slice(at, at + size).map(render);
    end.before(...rows);
    at += rows.length;
    end.hidden = at >= items.length;
    more.textContent = `Show ${count(Math.min(size, items.length - at))} more (${count(items.length - at)} left)`;
    return rows[0];
  };
  more.addEventListener("click", () => next()?.querySelector("a, button")?.focus());
  holder.replaceChildren(end);
  next();
}

// The ledger rows of a line, as they lie in the data.
function entryOf([text, action, reason, detector, score, became, twin, twinLine, similarity, evidence, others]) {
  const name = data.actions[action];
  const stands = name !== "remove" && name !== "to-metadata";
  return { text, action: name, stands, reason, detector, score, became, twin, twinLine, similarity, evidence, others };
}

function table(columns, rows) {
  const head = el("tr", null, ...columns.map(([name, kind]) => el(`th${kind ? `.${kind}` : ""}`, { scope: "col" }, name)));
  return el("table", null, el("thead", null, head), el("tbody", null, ...rows));
}

// The lines of documents lie in blocks, packed where they are many; a block is read when it is asked for.
const blocks = new Map();

async function unpacked(node) {
  if (node.type === "application/json") return node.textContent;
  const bytes = Uint8Array.from(atob(node.textContent), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

async function load(block) {
  if (block >= 0 && !blocks.has(block)) blocks.set(block, JSON.parse(await unpacked($(`block-${block}`))));
}

// The lines of a document whose block is loaded; null where the page does not hold them.
const linesOf = (place) => blocks.get(docs.block[place])?.[place] ?? null;
