// @ts-check
/**
 * Live regions, the theme, and the keyboard. Every page is whole without it.
 *
 * <live-region src="/boards/…" on="boards.wip">…</live-region> asks for its own page again when the server names its topic,
 * and puts in place only what changed, so focus and scroll stay where they are.
 */
const rules = window.trustedTypes?.createPolicy("daysheet", { createHTML: (text) => text }) ?? { createHTML: (text) => text };
const parse = (text) => new DOMParser().parseFromString(/** @type {string} */ (rules.createHTML(text)), "text/html");

/** Turn one element into another, keeping what is the same. @param {Element} old @param {Element} now */
function morph(old, now) {
  if (old.isEqualNode(now)) return;
  if (old.nodeName !== now.nodeName || old.id !== now.id) return old.replaceWith(now);
  for (const { name } of [...old.attributes]) if (!now.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of [...now.attributes]) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
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

const regions = new Set();
let feed = null;
class LiveRegion extends HTMLElement {
  connectedCallback() { regions.add(this); listen(); }
  disconnectedCallback() { regions.delete(this); }
  hears(topic) { return (this.getAttribute("on") ?? "").split(" ").includes(topic); }
  async refresh() {
    if (this.waiting) { this.again = true; return; }
    this.waiting = true;
    try {
      const answer = await fetch(this.getAttribute("src") || location.href, { headers: { accept: "text/html" } });
      if (answer.redirected) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const found = parse(await answer.text()).getElementById(this.id);
      if (found) morph(this, found);
    } catch { this.lose(); }
    this.waiting = false;
    if (this.again) { this.again = false; this.refresh(); }
  }
  /** Say that what is shown may be old; the next answer takes the words away again. */
  lose() {
    if (document.getElementById("lost")) return;
    const note = document.createElement("p");
    note.id = "lost";
    note.className = "note bad";
    note.setAttribute("role", "alert");
    const at = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    note.textContent = `No connection since ${at}. What is shown may be old; it goes on by itself.`;
    this.prepend(note);
  }
}
customElements.define("live-region", LiveRegion);

function listen() {
  if (feed || !regions.size || !document.body.dataset.live) return;
  const topics = new Set([...regions].flatMap((each) => (each.getAttribute("on") ?? "").split(" ")));
  feed = new EventSource(`/v1/live?topics=${[...topics].join(",")}`);
  const tell = (topic) => { for (const each of regions) if (topic === "resync" || each.hears(topic)) each.refresh(); };
  feed.onopen = () => { document.body.dataset.feed = "open"; };
  feed.onerror = () => { document.body.dataset.feed = "lost"; };
  feed.onmessage = (message) => tell(JSON.parse(message.data).topic);
  feed.addEventListener("resync", () => tell("resync"));
}
// Ages move on and a lost feed heals by asking now and then.
setInterval(() => { if (!document.hidden) for (const each of regions) each.refresh(); }, 60_000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) for (const each of regions) each.refresh(); });

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field instanceof HTMLElement && field.closest("form[data-at-once]")) field.closest("form")?.requestSubmit();
});

const places = { t: "/today", w: "/boards/work-in-progress", j: "/boards/journeys", m: "/metrics", r: "/records", c: "/connections", e: "/reconcile", s: "/settings" };
let going = false;
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || (field instanceof HTMLElement && field.matches("input, select, textarea"))) return;
  if (going) {
    going = false;
    if (places[event.key]) location.href = places[event.key];
    return;
  }
  const step = (way) => /** @type {HTMLAnchorElement | null} */ (document.querySelector(`a[rel="${way}"]`))?.click();
  if (event.key === "g") going = true;
  else if (event.key === "[") step("prev");
  else if (event.key === "]") step("next");
  else if (event.key === "/") { event.preventDefault(); /** @type {HTMLElement | null} */ (document.querySelector("[data-search]"))?.focus(); }
  else if (event.key === ".") document.getElementById("theme")?.click();
  else if (event.key === "t") document.body.classList.toggle("tv");
  else if (event.key === "Escape") document.body.classList.remove("tv");
  else if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key === "?") /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"))?.showModal();
});

/** Go to the next or the last row that leads somewhere. @param {number} way */
function move(way) {
  const rows = [...document.querySelectorAll("main tbody a, main .card-link")];
  const at = rows.findIndex((each) => each === document.activeElement);
  /** @type {HTMLElement | undefined} */ (rows[Math.max(0, at + way)])?.focus();
}
