// What did a document look like before and after? Its lines side by side, each removal with its reason and its twin.

const STEP = 400; // rows that are drawn at once
const VERBS = { "to-metadata": "made metadata", mask: "masked", mark: "marked" };
const reading = { place: null, rows: [], drawn: 0 };

function close() {
  const last = reading.place;
  reading.place = null;
  $("reader").replaceChildren(el("p.empty", null, "Choose a document to see what went, why, and what it repeats."));
  $("browser").classList.remove("reading");
  current();
  if (last !== null) $("list").querySelector(`a[data-place="${last}"]`)?.focus();
}

// Numbers the lines of a page, as they lie in its data.
function numbered(lines) {
  const rows = [];
  let number = 0;
  for (const line of lines) {
    if (typeof line === "number") {
      rows.push({ number, blank: line });
      number += line;
    } else if (typeof line === "string") rows.push({ number: number++, text: line });
    else if (Array.isArray(line)) {
      rows.push({ number: number++, ...entryOf(line) });
    } else {
      rows.push({ number, skip: line.skip });
      number += line.skip;
    }
  }
  return rows;
}

function twinLink(line, place) {
  if (line.twin === null || line.twin === undefined) return null;
  const isHere = line.twin === place;
  const at = line.twinLine ?? null;
  const where = [isHere ? "" : short(line.twin), at === null ? "" : `line ${at}`].filter(Boolean).join(" ");
  const alike = line.similarity === null || line.similarity === undefined ? "" : ` · ${line.similarity.toFixed(3)}`;
  const label = `Go to its twin: ${where}`;
  return el("a.twin", { href: address(line.twin, at), "aria-label": label }, `= ${where}${alike}`);
}

function verdict(line, place) {
  const score = line.score === null || line.score === undefined ? "" : line.score.toFixed(2);
  const also = (line.others ?? []).flatMap(([reason, detector, evidence]) =>
    [chip(reason), crawled("span.who", [detector, evidence].filter(Boolean).join(": "), "")]);
  return el("div.verdict", null, chip(line.reason), VERBS[line.action] ? el("span.who", null, VERBS[line.action]) : null,
    el("span.who", { title: "who found it, and how sure it was" }, crawled("span", line.detector, ""), ` ${score}`),
    line.evidence ? crawled("span.who", line.evidence, "") : null, twinLink(line, place), ...also);
}

function lineRow(line, place, copies) {
  const lang = docs.tag[place];
  if (line.blank || line.skip) {
    const what = line.skip ? `${plural(line.skip, "line")} not in this page` : line.blank > 1 ? `${line.blank} blank lines` : "";
    return el(line.skip ? "tr.skip" : "tr.blank", null, el("th", { scope: "row" }, ""), el("td", { colspan: "2" }, what));
  }
  const number = el("th", { scope: "row" }, String(line.number));
  const back = (copies.get(line.number) ?? []).slice(0, 3).map((at) =>
    el("a.twin", { href: address(place, at), "aria-label": `Go to its copy: line ${at}` }, `copy: line ${at}`));
  const id = { id: `line-${line.number}`, tabindex: "-1" };
  if (line.action === undefined) {
    return el("tr", id, number, crawled("td.before", line.text, lang), el("td.after", null, crawled("span", line.text, lang), ...back));
  }
  const colour = data.reasons[line.reason].colour;
  const before = el("td.before", null, crawled(line.stands ? "span.was" : "del", line.text, lang));
  const after = el("td.after", null, line.stands ? crawled("span", line.became ?? line.text, lang) : null, verdict(line, place), ...back);
  return el(`tr.${line.stands ? "repaired" : "removed"}.${colour}`, id, number, before, after);
}

function draw(until) {
  const body = $("lines");
  const copies = reading.copies;
  const rows = [];
  for (; reading.drawn < reading.rows.length && (rows.length < STEP || reading.rows[reading.drawn].number <= until); reading.drawn++) {
    rows.push(lineRow(reading.rows[reading.drawn], reading.place, copies));
  }
  body.append(...rows);
  const left = reading.rows.length - reading.drawn;
  $("more-lines").hidden = left === 0;
  $("more-lines").textContent = `Show the next of ${plural(left, "row")}`;
}

function facts(place) {
  const fate = docs.fate[place];
  const twin = docs.twin[place];
  const rows = [
    ["id", el("code", null, docs.id[place])],
    ["source", crawled("span", [docs.source[place], docs.record[place]].filter(Boolean).join("#"), "")],
    ["address", docs.url[place] ? outward(docs.url[place]) : null],
    ["fate", el("span", null, `${fate}: ${data.fates[fate] ?? ""} `,
      twin !== null ? el("a.twin", { href: address(twin, null) }, `= ${short(twin)}`) : null)],
    ["lines", `${count(standing(place))} came, ${count(docs.kept[place])} stand, ${percent(loss(place))} went; ${plural(docs.chars[place], "character")} stand`],
  ];
  return el("dl.about", null, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", null, name), el("dd", null, value)]));
}

// Goes to the next line of a reason.
function toNext(reason) {
  const lines = reading.rows.filter((line) => line.reason === reason);
  const next = lines.find((line) => line.number > (reading.at ?? -1)) ?? lines[0];
  if (next) go(next.number);
}

function go(number) {
  reading.at = number;
  $("reader").classList.remove("changes");
  if ($("only-changes")) $("only-changes").checked = false;
  draw(number);
  const target = $(`line-${number}`);
  document.querySelectorAll("tr.target").forEach((one) => one.classList.remove("target"));
  if (!target) return;
  target.classList.add("target");
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
}

async function open(place, line) {
  const anchor = location.hash;
  await load(docs.block[place]);
  if (location.hash !== anchor) return; // something else was opened meanwhile
  if (reading.place !== place) {
    const lines = linesOf(place);
    Object.assign(reading, { place, rows: lines ? numbered(lines) : [], drawn: 0, at: null, copies: new Map() });
    for (const one of reading.rows) {
      if (one.twin === place && one.twinLine !== undefined) {
        reading.copies.set(one.twinLine, [...(reading.copies.get(one.twinLine) ?? []), one.number]);
      }
    }
    build(place, lines !== null);
    current();
  }
  $("browser").classList.add("reading");
  if (line === null) {
    $("reader").scrollIntoView({ block: "start" });
    $("reader").focus({ preventScroll: true });
  } else go(line);
}

function build(place, isHere) {
  const jumps = reasonsOf(place).map(([reason, n]) => el(`button.chip.${data.reasons[reason].colour}`,
    { type: "button", title: "Go to the next", click: () => toNext(reason) }, `${data.reasons[reason].name} ${count(n)}`));
  const changes = el("input", { type: "checkbox", id: "only-changes" });
  changes.addEventListener("change", () => $("reader").classList.toggle("changes", changes.checked));
  const head = el("tr", null, el("th", { scope: "col" }, "line"), el("th", { scope: "col" }, "as it came"), el("th", { scope: "col" }, "as it stands"));
  const more = el("button.more", { type: "button", id: "more-lines", click: () => draw(-1) });
  const page = isHere
    ? [el("div.jumps", null, ...jumps, jumps.length ? el("label.check", null, changes, " only lines that changed") : null),
      el("table.page", null, el("thead", null, head), el("tbody", { id: "lines" })), more]
    : [el("p.empty", null, "The lines of this document are not in this page. ", el("code", null, `winnow why DIR ${docs.id[place].slice(0, 12)}`), " tells them.")];
  $("reader").classList.remove("changes");
  $("reader").replaceChildren(
    el("button.quiet.back", { type: "button", click: () => { location.hash = "documents"; } }, "← all documents"),
    crawled("h3", docs.title[place] || docs.source[place], docs.tag[place]), facts(place), ...page);
  if (isHere) draw(-1);
}

function missing(id) {
  reading.place = null;
  $("browser").classList.add("reading");
  $("reader").replaceChildren(
    el("button.quiet.back", { type: "button", click: () => { location.hash = "documents"; } }, "← all documents"),
    el("p.empty", null, "That document is not among those drawn for this page. ", el("code", null, `winnow why DIR ${id.slice(0, 12)}`), " tells its story."));
  $("reader").scrollIntoView({ block: "start" });
}

const placeOf = new Map(docs.id.map((id, place) => [id, place]));

// The address bar is the state: #document/ID or #document/ID/LINE.
function route() {
  const found = /^#document\/([0-9a-f]{8,64})(?:\/(\d{1,9}))?$/.exec(location.hash);
  if (found) {
    const place = placeOf.get(found[1]);
    if (place === undefined) missing(found[1]);
    else open(place, found[2] === undefined ? null : Number(found[2]));
  } else if (location.hash === "#documents") close();
}
