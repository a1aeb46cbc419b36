// Which documents are shown? Search, filters, order.

const PAGE = 30;
const state = { query: "", reason: "", host: "", fate: "", order: "place" };
const places = docs.id.map((_, place) => place);
const took = (place) => docs.lines[place] - docs.blank[place] - docs.kept[place];
const standing = (place) => docs.lines[place] - docs.blank[place];
const loss = (place) => (standing(place) ? took(place) / standing(place) : 0);
const ORDERS = {
  place: (a, b) => docs.place[a] - docs.place[b],
  loss: (a, b) => loss(b) - loss(a) || took(b) - took(a) || a - b,
  long: (a, b) => docs.chars[b] - docs.chars[a] || a - b,
  source: (a, b) => (docs.source[a] < docs.source[b] ? -1 : docs.source[a] > docs.source[b] ? 1 : a - b),
};

function reasonsOf(place) {
  const flat = docs.reasons[place];
  const pairs = [];
  for (let k = 0; k < flat.length; k += 2) pairs.push([flat[k], flat[k + 1]]);
  return pairs;
}

const heads = [];
function headOf(place) {
  heads[place] ??= [docs.id[place], docs.title[place], docs.host[place], docs.source[place], docs.record[place],
    docs.url[place]].join("\n").toLowerCase();
  return heads[place];
}

const bodies = [];
function bodyOf(place) {
  if (bodies[place] === undefined) {
    const texts = [];
    let number = 0;
    for (const line of linesOf(place) ?? []) {
      if (typeof line === "number") number += line;
      else if (typeof line === "string" || Array.isArray(line)) texts.push([number++, (Array.isArray(line) ? line[0] : line).toLowerCase()]);
      else number += line.skip;
    }
    bodies[place] = texts;
  }
  return bodies[place];
}

// Returns null, or the number of the line in which the query stands (-1: in what is said of the document).
function match(place, query) {
  if (!query || headOf(place).includes(query)) return -1;
  const found = bodyOf(place).find(([, text]) => text.includes(query));
  return found ? found[0] : null;
}

function chosen() {
  const query = state.query.trim().toLowerCase();
  const reason = state.reason === "" ? null : Number(state.reason);
  const found = [];
  for (const place of places) {
    if (state.fate && docs.fate[place] !== state.fate) continue;
    if (state.host && (docs.host[place] ?? "") !== (state.host === "\n" ? "" : state.host)) continue;
    if (reason !== null && !reasonsOf(place).some(([one]) => one === reason)) continue;
    const line = match(place, query);
    if (line !== null) found.push([place, line]);
  }
  return found.sort((a, b) => ORDERS[state.order](a[0], b[0]));
}

function row([place, line]) {
  const share = loss(place);
  const bar = el("span.bar", { "aria-hidden": "true" }, el("i"));
  bar.firstChild.style.width = `${100 * (1 - share)}%`;
  const title = docs.title[place] || docs.source[place];
  const went = share ? `${percent(share)} of ${plural(standing(place), "line")} went` : `${plural(standing(place), "line")}, none went`;
  const what = docs.fate[place] === "kept" ? went : docs.fate[place];
  const at = line >= 0 ? el("span.hit", null, `found in line ${line}`) : null;
  const bare = docs.block[place] < 0 ? el("span", null, "listed only") : null;
  const link = el("a", { href: address(place, line >= 0 ? line : null), "data-place": place },
    crawled("span.title", title, docs.tag[place]),
    el("span.meta", null, crawled("span", docs.host[place] ?? docs.record[place] ?? docs.source[place], ""), el("span", null, what), at, bare), bar);
  return el("li", null, link);
}

// Words are looked for in all texts that the page holds; these are read at the first search.
let shows = 0;
async function show() {
  const mine = ++shows;
  if (state.query.trim()) await Promise.all([...new Set(docs.block)].map(load));
  if (mine !== shows) return; // another search was begun
  const found = chosen();
  const texts = found.filter(([place]) => docs.block[place] >= 0).length;
  const rest = texts < found.length ? `; the lines of ${count(texts)} of them are in this page` : "";
  $("found").textContent = `${plural(found.length, "document")}${rest}.`;
  paged($("list"), found, PAGE, row);
  current();
}

// Marks the document that is open.
function current(place = reading.place) {
  for (const link of $("list").querySelectorAll("a")) {
    if (link.dataset.place === String(place)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const CONTROLS = { query: "query", reason: "by-reason", host: "by-host", fate: "by-fate", order: "order" };

// Sets some filters, clears the others, and goes to the list.
function filter(wanted) {
  Object.assign(state, { query: "", reason: "", host: "", fate: "", order: "place" }, wanted);
  for (const [name, id] of Object.entries(CONTROLS)) $(id).value = state[name];
  show();
  close();
  $("documents").scrollIntoView();
  $("query").focus({ preventScroll: true });
}

function options(select, entries) {
  select.append(...entries.map(([value, text]) => el("option", { value }, named(text))));
}

function startList() {
  const tally = (values) => [...values.reduce((all, value) => all.set(value, (all.get(value) ?? 0) + 1), new Map())];
  const byNumber = (a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
  const given = tally(places.flatMap((place) => reasonsOf(place).map(([reason]) => reason))).sort(byNumber);
  options($("by-reason"), given.map(([reason, n]) => [reason, `${data.reasons[reason].name} (${count(n)})`]));
  const hosts = tally(docs.host.map((host) => host ?? "\n")).sort(byNumber);
  options($("by-host"), hosts.map(([host, n]) => [host, `${host === "\n" ? "not told" : host} (${count(n)})`]));
  options($("by-fate"), tally(docs.fate).sort(byNumber).map(([fate, n]) => [fate, `${fate} (${count(n)})`]));
  let waiting = 0;
  for (const [name, id] of Object.entries(CONTROLS)) {
    $(id).addEventListener("input", () => {
      state[name] = $(id).value;
      clearTimeout(waiting);
      waiting = setTimeout(show, name === "query" ? 150 : 0);
    });
  }
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", (event) => { event.preventDefault(); filter({}); });
  show();
}
