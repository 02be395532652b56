/** The service worker knows one task: a page that was kept beforehand (a roll by itself, a text of the library on its reader's wish) opens again without network. */
interface Later extends Event { waitUntil(work: Promise<unknown>): void }
interface Fetched extends Later { request: Request; respondWith(answer: Promise<Response>): void }
type Shelf = 'roll' | 'library';
type Message = { kind: 'keep'; shelf: Shelf; pages: string[]; assets: string[] } | { kind: 'drop'; pages: string[] } | { kind: 'forget' };

const day = 24 * 3_600_000;
/** Where pages lie, and how long at most. */
const shelves: Record<Shelf, { name: string; longest: number }> = { roll: { name: 'zhijian-roll-1', longest: 3 * day }, library: { name: 'zhijian-library-1', longest: 30 * day } };
const keptAt = 'X-Kept-At';
const patience = 4_000;
const hashedAsset = /^\/[\w-]+\.[0-9a-f]{10}\.(css|js|svg)$/;
const worker = self as unknown as EventTarget & { skipWaiting(): Promise<void>; clients: { claim(): Promise<void> }; location: Location };

worker.addEventListener('install', event => { (event as Later).waitUntil(worker.skipWaiting()); });
worker.addEventListener('activate', event => { (event as Later).waitUntil(worker.clients.claim()); });

worker.addEventListener('message', event => {
  const message = (event as MessageEvent<Message>).data;
  (event as unknown as Later).waitUntil(message.kind === 'keep' ? keep(message.shelf, message.pages, message.assets) : message.kind === 'drop' ? drop(message.pages) : forget());
});

worker.addEventListener('fetch', event => {
  const { request } = event as Fetched;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (hashedAsset.test(url.pathname)) (event as Fetched).respondWith(asset(request));
  else if (request.mode === 'navigate') (event as Fetched).respondWith(page(request));
});

async function keep(shelf: Shelf, pages: string[], assets: string[]): Promise<void> {
  const cache = await caches.open(shelves[shelf].name);
  await dropOld(cache, shelves[shelf].longest);
  for (const name of new Set(assets)) {
    const url = new URL(name, worker.location.origin);
    if (url.origin === worker.location.origin && !await cache.match(url.pathname)) await cache.add(url.pathname);
  }
  for (const address of pages) {
    const answer = await fetch(address, { credentials: 'same-origin', cache: 'no-store' });
    if (answer.ok && !answer.redirected) await store(cache, address, answer);
  }
}

/** What somebody takes off their device again. */
async function drop(pages: string[]): Promise<void> {
  const cache = await caches.open(shelves.library.name);
  for (const page of pages) await cache.delete(page, { ignoreVary: true });
}

/** Whoever signs out leaves nothing behind. */
async function forget(): Promise<void> {
  for (const { name } of Object.values(shelves)) await caches.delete(name);
}

async function kept(address: string): Promise<Response | undefined> {
  for (const { name } of Object.values(shelves)) {
    const found = await caches.match(address, { cacheName: name, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

async function store(cache: Cache, address: string, answer: Response): Promise<void> {
  const headers = new Headers(answer.headers);
  headers.set(keptAt, String(Date.now()));
  await cache.put(address, new Response(await answer.blob(), { status: 200, headers }));
}

async function dropOld(cache: Cache, longest: number): Promise<void> {
  for (const request of await cache.keys()) {
    const since = Number((await cache.match(request))?.headers.get(keptAt) ?? Date.now());
    if (Date.now() - since > longest) await cache.delete(request);
  }
}

async function asset(request: Request): Promise<Response> {
  return await kept(request.url) ?? fetch(request);
}

/** The network first; the kept page only when there is none, or when it does not answer in time. */
async function page(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const last = await kept(url.pathname + url.search);
  if (!last) return fetch(request);
  const tooLong = new Promise<Response>(done => { setTimeout(() => { done(last); }, patience); });
  return Promise.race([fetch(request).catch(() => last), tooLong]);
}

export {};
