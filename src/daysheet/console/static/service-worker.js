// @ts-check
/**
 * Answers when the network does not: with the last copy of Today or of a board, and says how old it is.
 *
 * TOLD, in the line above, comes from the server. Every page names its reader; some may be kept. What is kept belongs to one
 * reader: a page for another one, or for nobody, takes all of it away.
 */
const PAGES = "daysheet pages";
const PARTS = `daysheet parts ${TOLD.release}`;
const KEPT_AT = "daysheet-kept-at";
const FORMS = /<form(?! method="dialog")\b[^]*?<\/form>/g;
const BOX = /<dialog id="box"[^]*?<\/dialog>/;
const PRESSING = /<live-region id="pressing"[^]*?<\/live-region>/;
const ASSETS = /\/assets\/[0-9a-f]+\/(?=(?:daysheet\.css|daysheet\.js|icon\.svg)")/g;

// Who reads now, and how often that changed: what was asked for before the last change is kept no more.
let reader = undefined;
let changes = 0;
// Copies are written and taken away one after the other.
let turn = Promise.resolve();

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(PARTS).then((cache) => cache.addAll([TOLD.plain, ...Object.values(TOLD.parts)])));
});
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => event.waitUntil(look(event.data)));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith(`${TOLD.plain}/`)) event.respondWith(part(url));
  else if (event.request.mode === "navigate") event.respondWith(open(event, url));
  else if (TOLD.pages.includes(url.pathname)) event.respondWith(ask(event, url));
});

/** Let go of the files of other releases. */
async function begin() {
  for (const name of await caches.keys()) if (name.startsWith("daysheet parts ") && name !== PARTS) await caches.delete(name);
  // The browser asks the server while it starts this worker.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** Answer with the page, or with what is kept where the network fails; what is on a wall says itself that it is cut off. */
async function open(event, url) {
  const asked = changes;
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    event.waitUntil(heed(url, answer, asked));
    return answer;
  } catch (error) {
    if (url.pathname.startsWith("/tv/")) throw error;
    await turn;
    return (await copyOf(url)) ?? plain();
  }
}

/** Answer an open page that asks for itself again; it must see that the network fails. */
async function ask(event, url) {
  const asked = changes;
  const answer = await fetch(event.request);
  event.waitUntil(heed(url, answer, asked));
  return answer;
}

/** Keep an open page that came past this worker, such as the first of all, and then what came after it. */
async function look(addresses) {
  for (const url of addresses.map((each) => new URL(each, location.origin))) {
    if (url.origin !== location.origin || !TOLD.pages.includes(url.pathname)) continue;
    const asked = changes;
    const answer = await fetch(url, { headers: { accept: "text/html" } }).catch(() => undefined);
    if (answer) await heed(url, answer, asked);
  }
}

/** Do what a page says of its reader and of itself. */
function heed(url, answer, asked) {
  const named = answer.headers.get(TOLD.reader);
  if (answer.status === 401 || named === TOLD.nobody) return forget();
  if (!named || asked !== changes) return undefined;
  if (reader !== undefined && reader !== named) changes += 1;
  reader = named;
  const isWhole = answer.status === 200 && answer.type === "basic" && !answer.redirected;
  return keep(url, isWhole && answer.headers.has(TOLD.keep) ? answer.clone() : undefined, named, changes);
}

function forget() {
  reader = undefined;
  changes += 1;
  return next(() => caches.delete(PAGES));
}

/** Do something with the copies after what was begun before. */
function next(work) {
  turn = turn.then(work).catch(() => undefined);
  return turn;
}

/** Keep a page, where it is one to be kept and came to its end, and let go of what is old or another reader's. */
async function keep(url, answer, named, asked) {
  const text = await answer?.text().catch(() => undefined);
  return next(async () => {
    if (asked !== changes) return;
    const cache = await caches.open(PAGES);
    if (text?.trimEnd().endsWith("</html>")) {
      const headers = new Headers(answer.headers);
      headers.set(KEPT_AT, new Date().toISOString());
      for (const name of ["content-encoding", "content-length"]) headers.delete(name);
      await cache.put(addressOf(url), new Response(bare(text), { headers }));
    }
    const copies = await copiesIn(cache);
    for (const [at, { key, copy }] of copies.entries()) {
      if (at >= TOLD.copiesMax || copy.headers.get(TOLD.reader) !== named || !isFresh(copy)) await cache.delete(key);
    }
  });
}

/** Return a page without what needs a connection: its forms, with the words that let them through, and its feed. */
function bare(text) {
  return text
    .replace(FORMS, "")
    .replace(BOX, "")
    .replace("<body", '<body data-kept="1"')
    .replace(' data-live="1"', "")
    .replace(ASSETS, `${TOLD.plain}/`);
}

/** Return under which address a page is kept: the order of its parameters, and empty ones, make no other page. */
function addressOf(url) {
  const said = [...url.searchParams].filter(([, value]) => value).sort();
  const query = new URLSearchParams(said).toString();
  return url.origin + url.pathname + (query && `?${query}`);
}

/** Return all copies, the newest first. */
async function copiesIn(cache) {
  const found = [];
  for (const key of await cache.keys()) found.push({ key, copy: await cache.match(key) });
  return found.sort((one, other) => keptAt(other.copy) - keptAt(one.copy));
}
const keptAt = (copy) => new Date(copy.headers.get(KEPT_AT)).getTime();
const isFresh = (copy) => Date.now() - keptAt(copy) < Number(copy.headers.get(TOLD.keep)) * 1000;

async function copyOf(url) {
  const cache = await caches.open(PAGES);
  const copy = await cache.match(addressOf(url));
  if (!copy || !isFresh(copy)) return undefined;
  // What presses most comes after the page; from before it, it would be older than the page says.
  const after = await cache.match(`${url.origin}/today/pressing`);
  const pressing = after && keptAt(after) >= keptAt(copy) ? (await after.text()).match(PRESSING)?.[0] : undefined;
  const text = (await copy.text()).replace(PRESSING, pressing ?? "");
  const said = `This is from ${moment(copy)}.</b> That is ${age(copy)} ago, and the ages on it count from then.`;
  return new Response(marked(text, said), { headers: copy.headers });
}

/** Return the page for whatever is not kept, with links to what is. */
async function plain() {
  const found = await caches.match(TOLD.plain, { cacheName: PARTS });
  if (!found) return Response.error();
  const copies = (await copiesIn(await caches.open(PAGES))).filter(({ copy }) => isFresh(copy));
  const lines = [];
  for (const { key, copy } of copies) lines.push(line(new URL(key.url), copy, await copy.text()));
  const text = bare(await found.text()).replace(/(<ul id="kept-pages"[^>]*>)[^]*?(?=<\/ul>)/, (all, start) =>
    lines.length ? start + lines.join("") : all);
  return new Response(marked(text, "This page is not kept on this device.</b>"), { status: 503, headers: found.headers });
}

/** Return a page with a banner on top. */
function marked(text, said) {
  const banner = `<p class="note warn" id="kept" role="status"><b>No connection. ${said} <a href="">Try again</a></p>`;
  return text.replace(/<main\b[^>]*>/, (start) => start + banner);
}

/** Return a link to a copy: its title, what it is narrowed down to, and its age. */
function line(url, copy, text) {
  const title = text.match(/<title>([^]*?) · Daysheet<\/title>/)?.[1] ?? url.pathname;
  const narrowed = [...url.searchParams].filter(([name]) => name !== "day");
  const words = narrowed.map(([name, value]) => (name === "location" ? "one location" : value.replaceAll("_", " ")));
  const said = [title, ...words.map(escaped)].join(", ");
  return `<li><a href="${escaped(url.pathname + url.search)}">${said}</a> <span class="small soft">from ${moment(copy)}, ${age(copy)} ago</span></li>`;
}
const escaped = (text) => text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);

/** Return when a copy was kept, as its reader writes it. */
function moment(copy) {
  const at = new Date(keptAt(copy));
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === new Date().toDateString()) return time;
  return `${at.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" })}, ${time}`;
}

function age(copy) {
  const minutes = Math.floor((Date.now() - keptAt(copy)) / 60_000);
  if (minutes < 1) return "less than a minute";
  const [count, word] = minutes < 60 ? [minutes, "minute"] : minutes < 2880 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1440), "day"];
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Answer a kept page that asks for a file of its release with that of ours, the last one that was seen. */
async function part(url) {
  const address = TOLD.parts[url.pathname.slice(TOLD.plain.length + 1)];
  return (address && (await caches.match(address, { cacheName: PARTS }))) || fetch(url);
}
