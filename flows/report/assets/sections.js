// What else is shown? Reasons with their examples, hosts, clusters of copies, rejected records.

const EXAMPLES = 6;
const SAME = 60; // characters shown of what two texts have in common

function example({ document: place, line, host, entry }) {
  const shown = entryOf(entry);
  const { text, reason, detector, score, became, evidence, stands } = shown;
  const lang = langOf(place);
  const where = el("a", { href: address(place, line) }, `${short(place)} line ${line}`);
  return el("li", null,
    el(`p.sample.${data.reasons[reason].colour}`, null, crawled(stands ? "span.was" : "del", text, lang),
      stands && became ? crawled("ins", became, lang) : null),
    el("p.meta", null, where, host ? crawled("span", host, "") : null, crawled("span.title", titleOf(place), lang),
      el("span", null, crawled("span", detector, ""), ` ${score?.toFixed(2) ?? ""}`), evidence ? crawled("span", evidence, "") : null,
      twinLink(shown, place)));
}

function examplesOf(reason) {
  const held = el("ol.examples");
  paged(held, data.samples.filter(({ entry }) => entry[2] === reason), EXAMPLES, example);
  return held;
}

function reasonRows(one, reason) {
  const by = Object.fromEntries(one.counts.map(([action, lines]) => [action, lines]));
  const documents = Math.max(...one.counts.map(([, , n]) => n));
  const else_ = [["to-metadata", "moved"], ["repair", "repaired"], ["mask", "masked"], ["mark", "marked"]]
    .map(([action, verb]) => (by[action] ? `${count(by[action])} ${verb}` : ""));
  const detail = el("tr.detail", { hidden: true, id: `examples-${reason}` }, el("td", { colspan: "7" }));
  const button = el("button", { type: "button", "aria-expanded": "false", "aria-controls": `examples-${reason}`, "aria-label": `Examples of ${one.name}` }, "Examples");
  button.addEventListener("click", () => {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    detail.hidden = isOpen;
    if (!isOpen && !detail.firstChild.hasChildNodes()) {
      detail.firstChild.append(el("p.note", null, `${one.step}: ${one.meaning}.`), examplesOf(reason),
        el("button.quiet", { type: "button", click: () => filter({ reason: String(reason) }) }, `All documents with ${one.name}`));
    }
  });
  const share = by.remove ? percent(by.remove / Math.max(1, data.totals.lines)) : "–";
  return [el("tr", null, el("th", { scope: "row" }, chip(reason)), el("td.meaning", null, `${one.step}: ${one.meaning}`),
    el("td.n", null, by.remove ? count(by.remove) : "–"), el("td.n", null, share),
    el("td.n.less", null, else_.filter(Boolean).join(", ") || "–"), el("td.n.less", null, count(documents)),
    el("td", null, button)), detail];
}

function startReasons() {
  if (!$("reasons")) return;
  const order = data.reasons.map((_, reason) => reason).sort((a, b) => lost(b) - lost(a) || a - b);
  $("reasons").append(table([["reason"], ["what was found", "meaning"], ["lines removed", "n"], ["of all", "n"], ["moved or repaired", "n.less"], ["documents", "n.less"], [""]],
    order.flatMap((reason) => reasonRows(data.reasons[reason], reason))));
}

function lost(reason) {
  return data.reasons[reason].counts.reduce((sum, [action, lines]) => sum + (action === "remove" ? lines : 0), 0);
}

function hostRow(host) {
  const lines = host.lines;
  const why = el("td.reasons.less", null, ...host.reasons.flatMap(([reason, n]) => [chip(reason), el("small", null, `${count(n)} `)]));
  return el("tr", null, el("th", { scope: "row" }, host.host === null ? "not told" : crawled("span", host.host, "")),
    el("td.n.less", null, count(host.documents)), el("td.n.less", null, count(host.kept)), el("td.n.less", null, count(lines)),
    el("td.n", null, count(host.removed)), el("td.n", null, percent(lines ? host.removed / lines : 0)), why,
    el("td", null, el("button", { type: "button", click: () => filter({ host: host.host ?? "\n" }) }, "Documents")));
}

function startHosts() {
  if (!$("hosts")) return;
  const page = table([["host"], ["documents", "n.less"], ["stand", "n.less"], ["lines", "n.less"], ["removed", "n"], ["of its lines", "n"], ["most for", "less"], [""]], []);
  $("hosts").append(page);
  const body = page.querySelector("tbody");
  let at = 0;
  const more = el("button.more", { type: "button" });
  const next = () => {
    body.append(...data.hosts.slice(at, at + 12).map(hostRow));
    at = Math.min(at + 12, data.hosts.length);
    more.hidden = at >= data.hosts.length;
    more.textContent = `Show ${count(Math.min(12, data.hosts.length - at))} more (${count(data.hosts.length - at)} left)`;
  };
  more.addEventListener("click", next);
  $("hosts").after(more);
  next();
}

// Long common spans are cut in the middle.
function spansOf(spans) {
  return spans.map((span) => {
    if (typeof span === "string") {
      const isLong = span.length > SAME + 10;
      return seen(isLong ? `${span.slice(0, SAME / 2)} … ${span.slice(-SAME / 2)}` : span);
    }
    const [stays, copy] = span;
    const parts = document.createDocumentFragment();
    if (stays) parts.append(el("mark.stays", null, seen(stays)));
    if (copy) parts.append(el("mark.copy", null, seen(copy)));
    return parts;
  });
}

function member(one, cluster) {
  const lang = langOf(one.document);
  const hunks = one.hunks.map(([here, there, spans]) => el("p.hunk", { lang: lang || null, dir: "auto" },
    el("span.at", { lang: "en" }, here < 0 ? `${there} –` : there < 0 ? `– ${here}` : cluster.line === null ? `${there} ~ ${here}` : ""), ...spansOf(spans)));
  const rest = one.nHunks > one.hunks.length ? el("p.note", null, `and ${plural(one.nHunks - one.hunks.length, "more line")}`) : null;
  const done = one.done === "removed" ? "went" : one.done === "kept" ? "stays" : one.done;
  const alike = one.jaccard === null ? "" : one.jaccard.toFixed(3);
  const where = el("a", { href: address(one.document, one.line) }, `${short(one.document)}${one.line === null ? "" : ` line ${one.line}`}`);
  return el("li", null, el("p.meta", null, el("b.n", null, alike), where, el("span", null, one.kind),
    el(`span.${one.done === "removed" ? "went" : "stays"}`, null, done),
    one.line === null && one.title !== cluster.text ? crawled("span.title", one.title, lang) : null,
    one.hunks.length ? null : el("span", null, "to the letter the same")), ...hunks, rest);
}

function clusterCard(cluster) {
  const lang = langOf(cluster.document);
  const where = el("a", { href: address(cluster.document, cluster.line) }, `${short(cluster.document)}${cluster.line === null ? "" : ` line ${cluster.line}`}`);
  const kinds = Object.entries(cluster.kinds).map(([kind, n]) => `${count(n)} ${kind}`).join(", ");
  const rest = cluster.size - cluster.members.length;
  return el("li.card", null,
    el("p.hub", null, crawled("span", cluster.text, lang)),
    el("p.meta", null, where, crawled("span.title", cluster.line === null ? "" : titleOf(cluster.document), lang), el("span", null, cluster.line === null ? `documents: ${kinds}` : `lines: ${kinds}`)),
    el("ol.members", null, ...cluster.members.map((one) => member(one, cluster))),
    rest > 0 ? el("p.note", null, `and ${count(rest)} more`) : null);
}

function startClusters() {
  if (!$("clusters")) return;
  const key = (cluster) => Object.keys(cluster.kinds).map((kind) => `${cluster.line === null ? "documents" : "lines"}: ${kind}`);
  options($("by-kind"), [...new Set(data.clusters.flatMap(key))].sort().map((kind) => [kind, kind]));
  const draw = () => paged($("clusters"), data.clusters.filter((cluster) => !$("by-kind").value || key(cluster).includes($("by-kind").value)), 8, clusterCard);
  $("by-kind").addEventListener("input", draw);
  draw();
}

function startRejected() {
  if (!$("rejections")) return;
  const rows = data.rejected.map((one) => el("tr", null,
    el("th", { scope: "row" }, el("span", { title: data.rejections[one.reason] ?? "" }, one.reason)),
    crawled("td.wrap", [one.source, one.record].filter(Boolean).join("#"), ""),
    el("td.wrap", null, crawled("span", one.error, ""), " ", one.error?.includes(one.hint) ? null : crawled("em", one.hint, "")),
    el("td.n", null, one.n_bytes === null ? "–" : count(one.n_bytes), el("span.unit", null, one.n_bytes === 1 ? " byte" : " bytes")),
    crawled("td.head", one.head, "")));
  $("rejections").append(table([["reason"], ["record"], ["what is wrong, and its mend"], ["bytes", "n"], ["its first bytes"]], rows));
}
