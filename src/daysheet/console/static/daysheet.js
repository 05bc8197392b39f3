// @ts-check
/**
 * Live regions, walls, the command box, the theme, and the keyboard. Every page is whole without it.
 *
 * <live-region src="/boards/…" on="boards.wip">…</live-region> asks for its own page again when the server names its topic,
 * and puts in place only what changed, so focus and scroll stay where they are.
 */
const allowed = { createHTML: (text) => text, createScriptURL: () => "/service-worker.js" };
const rules = window.trustedTypes?.createPolicy("daysheet", allowed) ?? allowed;
const parse = (text) => new DOMParser().parseFromString(/** @type {string} */ (rules.createHTML(text)), "text/html");

/** Turn one element into another, keeping what is the same. @param {Element} old @param {Element} now */
function morph(old, now) {
  if (old.isEqualNode(now)) return;
  if (old.nodeName !== now.nodeName || old.id !== now.id) return old.replaceWith(now);
  for (const { name } of [...old.attributes]) if (!now.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  // Whether something is open is the reader's own doing.
  for (const { name, value } of [...now.attributes]) if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const known = new Map([...old.children].filter((each) => each.id).map((each) => [each.id, each]));
  let at = old.firstChild;
  for (const node of [...now.childNodes]) {
    const mine = node instanceof Element && node.id ? known.get(node.id) : undefined;
    if (mine) {
      if (mine === at) at = at.nextSibling;
      else old.insertBefore(mine, at);
      morph(mine, /** @type {Element} */ (node));
    } else if (at && at.nodeType === node.nodeType && at.nodeName === node.nodeName && !(at instanceof Element && at.id)) {
      const next = at.nextSibling;
      if (at instanceof Element) morph(at, /** @type {Element} */ (node));
      else if (at.nodeValue !== node.nodeValue) {
        at.nodeValue = node.nodeValue;
        at.parentElement?.classList.add("changed");
      }
      at = next;
    } else old.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// A page that the device kept, shown while there is no connection: it stands still until there is one again.
const isKept = "kept" in document.body.dataset;
const regions = new Set();
let feed = null;
/** Do what can wait once there is something to look at. @param {() => void} what */
function afterPaint(what) {
  new PerformanceObserver((seen, observer) => {
    if (!seen.getEntriesByName("first-contentful-paint").length) return;
    observer.disconnect();
    what();
  }).observe({ type: "paint", buffered: true });
}
class LiveRegion extends HTMLElement {
  connectedCallback() {
    if (isKept) return;
    this.heardAt = Date.now();
    regions.add(this);
    if (this.dataset.every) this.timer = setInterval(() => this.refresh(), Number(this.dataset.every) * 1000);
    afterPaint(listen);
    if ("soon" in this.dataset) afterPaint(() => this.refresh());
  }
  disconnectedCallback() { clearInterval(this.timer); regions.delete(this); }
  hears(topic) { return (this.getAttribute("on") ?? "").split(" ").includes(topic); }
  async refresh() {
    if (this.waiting) { this.again = true; return; }
    this.waiting = true;
    try {
      const answer = await fetch(this.getAttribute("src") || location.href, { headers: { accept: "text/html" } });
      // Signed out, or a wall that was switched off: the page says it itself. A part that comes after it has an
      // address of its own, and that it is gone says nothing of the page.
      const gone = !("soon" in this.dataset) && (answer.status === 404 || answer.status === 410);
      if (answer.redirected || gone) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const found = parse(await answer.text()).getElementById(this.id);
      if (found?.dataset.version !== this.dataset.version) return location.reload();
      if (found) morph(this, found);
      this.heardAt = Date.now();
    } catch { this.lose(); }
    this.waiting = false;
    if (this.again) { this.again = false; this.refresh(); }
  }
  /** Say that what is shown may be old; the next answer takes the words away again. */
  lose() {
    const at = new Date(this.heardAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    // A wall is looked at from afar, so it says it across the whole screen, but not for a single lost answer.
    const wall = "wall" in this.dataset && Date.now() - this.heardAt > 60_000;
    let note = document.getElementById("lost");
    if (!note) {
      note = document.createElement("p");
      note.id = "lost";
      note.setAttribute("role", "alert");
      this.prepend(note);
    }
    note.className = wall ? "note bad no-news" : "note bad";
    const words = wall ? `No news since ${at}.` : `No connection since ${at}. What is shown may be old; it goes on by itself.`;
    if (note.textContent !== words) note.textContent = words;
  }
}
customElements.define("live-region", LiveRegion);

function listen() {
  if (feed || !regions.size || !document.body.dataset.live) return;
  const topics = new Set([...regions].flatMap((each) => (each.getAttribute("on") ?? "").split(" ")).filter(Boolean));
  if (!topics.size) return;
  feed = new EventSource(`/v1/live?topics=${[...topics].join(",")}`);
  const tell = (topic) => { for (const each of regions) if (topic === "resync" || each.hears(topic)) each.refresh(); };
  feed.onopen = () => { document.body.dataset.feed = "open"; };
  feed.onerror = () => { document.body.dataset.feed = "lost"; };
  feed.onmessage = (message) => tell(JSON.parse(message.data).topic);
  feed.addEventListener("resync", () => tell("resync"));
}
// Ages move on and a lost feed heals by asking now and then.
setInterval(() => { if (isKept) comeBack(); else if (!document.hidden) for (const each of regions) each.refresh(); }, 60_000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) for (const each of regions) each.refresh(); });
window.addEventListener("online", () => { for (const each of regions) each.refresh(); });
window.addEventListener("offline", () => { for (const each of regions) each.lose(); });
if (isKept) for (const [where, what] of [[window, "online"], [document, "visibilitychange"]]) where.addEventListener(what, comeBack);
else if (document.querySelector('link[rel="manifest"]')) window.addEventListener("load", () => afterPaint(keepPages));
else if (location.pathname === "/sign-in") window.caches?.delete("daysheet pages");
/** Show the page as it is now where there is a connection again. */
async function comeBack() {
  const answer = document.hidden ? undefined : await fetch("/offline", { method: "HEAD" }).catch(() => undefined);
  if (answer?.ok) location.reload();
}
/** Let the device keep what may be read offline; a page that no worker stood behind yet, such as the first, is told to it. */
async function keepPages() {
  const worker = navigator.serviceWorker;
  const stood = worker?.controller;
  if (!(await worker?.register(rules.createScriptURL("")).catch(() => undefined)) || stood) return;
  const parts = [...regions].map((each) => each.getAttribute("src")).filter(Boolean);
  (await worker.ready).active?.postMessage([location.href, ...parts]);
}
// A screen on a wall must not fall asleep; where the browser cannot promise that, it is the screen's own setting.
if (document.querySelector("[data-wall]")) navigator.wakeLock?.request("screen").catch(() => undefined);

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field instanceof HTMLElement && field.closest("form[data-at-once]")) field.closest("form")?.requestSubmit();
});

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);
/** @param {string} selector @returns {any} */
const one = (selector) => document.querySelector(selector);

// What a key does here: a link or a field of the page. The list under ? shows only those that the page has.
const reached = {
  "[": () => one('a[rel="prev"]'),
  "]": () => one('a[rel="next"]'),
  d: () => period("d", ["day", "today", "yesterday"]),
  w: () => period("w", ["week"]),
  m: () => period("m", ["month"]),
  y: () => period("y", ["year", "quarter"]),
  c: () => keyed("c"),
  e: () => keyed("e") ?? one('main a[href*="/csv"], main a[href*=".csv"]'),
  f: () => one("main .filters :is(input:not([type=hidden]), select)"),
  j: () => rows()[0],
  x: () => one('main tbody input[type="checkbox"]'),
  a: () => cards()[0] ?? byId("follow-up"),
};
/** What a page says this key does. @param {string} key */
const keyed = (key) => one(`main [aria-keyshortcuts="${key}"]`);
/** The link to the first of these lengths that is not the one shown. @param {string} key @param {string[]} words */
function period(key, words) {
  const links = words.map((word) => one(`main nav a[href*="period=${word}"]`)).filter(Boolean);
  return keyed(key) ?? links.find((each) => !each.hasAttribute("aria-current")) ?? links[0];
}
/** @returns {HTMLElement[]} */
const rows = () => [...document.querySelectorAll("main tbody a, main .card-link")].filter((each) => each.checkVisibility());
/** The rows of a board whose records somebody may be asked to see to. */
const cards = () => rows().filter((each) => each.closest("[data-follows]"));
/** Open the chosen card at its form for a follow-up; go to the form itself where a record is open already. */
function followUp() {
  const card = cards().find((each) => each === document.activeElement);
  if (card) location.href = `${card.getAttribute("href")}#follow-up`;
  else (byId("follow-up") ?? cards()[0])?.focus();
}
/** Go to the next or the last row that leads somewhere. @param {number} way */
function move(way) {
  const all = rows();
  const at = all.findIndex((each) => each === document.activeElement);
  all[Math.max(0, at + way)]?.focus();
}
/** Open a menu and go to a place in it. @param {string} id @param {string} selector */
function open(id, selector) {
  const menu = byId(id);
  if (!menu) return;
  menu.open = true;
  (menu.querySelector(selector) ?? menu.querySelector("input:not([type=hidden])"))?.focus();
}
function showKeys() {
  for (const each of document.querySelectorAll("#keys [data-works]")) {
    each.hidden = !each.dataset.works.split(" ").some((key) => reached[key]?.());
  }
  byId("keys")?.showModal();
}

const keys = {
  "/": () => (one("main [data-search]") ?? byId("search"))?.focus(),
  ".": () => byId("theme")?.click(),
  t: () => document.body.classList.toggle("tv"),
  s: () => open("views", "#view-name"),
  v: () => open("views", "a"),
  k: () => move(-1),
  j: () => move(1),
  a: followUp,
  f: () => reached.f()?.focus(),
  // The line that somebody is at, chosen or not any more.
  x: () => document.activeElement?.closest("main tbody tr")?.querySelector('input[type="checkbox"]')?.click(),
  "?": showKeys,
};
let going = false;
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && byId("box")) {
    event.preventDefault();
    return openBox();
  }
  if (event.key === "Escape") return leave();
  if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
  if (field instanceof HTMLElement && field.matches("input, select, textarea")) return;
  if (going) {
    going = false;
    const place = one(`[data-go="${CSS.escape(event.key)}"]`)?.dataset.path;
    if (place) location.href = place;
  } else if (event.key === "g") going = true;
  else if (Object.hasOwn(keys, event.key)) { event.preventDefault(); keys[event.key](); }
  else if (Object.hasOwn(reached, event.key)) reached[event.key]()?.click();
});

/** Put away what is open, one thing at a time: a menu, an opened panel, the wall. */
function leave() {
  const menu = one("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  } else if (document.body.classList.contains("tv")) document.body.classList.remove("tv");
  else if (!one("dialog[open]")) one("[data-close]")?.click();
}
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
  }
});

/** The command box is the page of the search in a dialog: it asks for that page and shows what it found. */
let asked = 0;
let typing = 0;
function openBox() {
  byId("box").showModal();
  const field = one("#box input");
  field.value = "";
  find("");
  field.focus();
}
async function find(word) {
  const mine = ++asked;
  const answer = await fetch(`/search?q=${encodeURIComponent(word)}`, { headers: { accept: "text/html" } }).catch(() => undefined);
  if (mine !== asked) return;
  if (!answer?.ok || answer.redirected) return byId("box-found").replaceChildren("No answer. Press Enter to open the search.");
  const found = parse(await answer.text()).getElementById("found");
  if (mine !== asked || !found) return;
  found.removeAttribute("id");
  found.classList.remove("panel");
  byId("box-found").replaceChildren(found);
}
byId("box")?.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => find(event.target.value), 120);
});
byId("box")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(typing);
  const word = one("#box input").value;
  await find(word);
  location.href = one("#box-found a")?.href ?? `/search?q=${encodeURIComponent(word)}`;
});
byId("box")?.addEventListener("keydown", (event) => {
  // A search field would first take the key for itself, to be emptied.
  if (event.key === "Escape") { event.preventDefault(); return byId("box").close(); }
  const links = [...document.querySelectorAll("#box-found a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? one("#box input") : links[Math.min(next, links.length - 1)])?.focus();
  }
});
