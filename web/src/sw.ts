/** The service worker knows one task: a roll page that was opened beforehand opens again without network. */
interface Later extends Event { waitUntil(work: Promise<unknown>): void }
interface Fetched extends Later { request: Request; respondWith(answer: Promise<Response>): void }
type Message = { kind: 'keep'; page: string; assets: string[] } | { kind: 'forget' };

const shelf = 'zhijian-roll-1';
const keptAt = 'X-Kept-At';
const longestKept = 3 * 24 * 3_600_000;
const patience = 4_000;
const hashedAsset = /^\/[\w-]+\.[0-9a-f]{10}\.(css|js|svg)$/;
const worker = self as unknown as EventTarget & { skipWaiting(): Promise<void>; clients: { claim(): Promise<void> }; location: Location };

worker.addEventListener('install', event => { (event as Later).waitUntil(worker.skipWaiting()); });
worker.addEventListener('activate', event => { (event as Later).waitUntil(worker.clients.claim()); });

worker.addEventListener('message', event => {
  const message = (event as MessageEvent<Message>).data;
  (event as unknown as Later).waitUntil(message.kind === 'keep' ? keep(message.page, message.assets) : caches.delete(shelf));
});

worker.addEventListener('fetch', event => {
  const { request } = event as Fetched;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (hashedAsset.test(url.pathname)) (event as Fetched).respondWith(asset(request));
  else if (request.mode === 'navigate') (event as Fetched).respondWith(page(request));
});

async function keep(address: string, assets: string[]): Promise<void> {
  const cache = await caches.open(shelf);
  await dropOld(cache);
  for (const name of new Set(assets)) {
    const url = new URL(name, worker.location.origin);
    if (url.origin === worker.location.origin && !await cache.match(url.pathname)) await cache.add(url.pathname);
  }
  const answer = await fetch(address, { credentials: 'same-origin', cache: 'no-store' });
  if (answer.ok && !answer.redirected) await store(cache, address, answer);
}

async function store(cache: Cache, address: string, answer: Response): Promise<void> {
  const headers = new Headers(answer.headers);
  headers.set(keptAt, String(Date.now()));
  await cache.put(address, new Response(await answer.blob(), { status: 200, headers }));
}

async function dropOld(cache: Cache): Promise<void> {
  for (const request of await cache.keys()) {
    const kept = Number((await cache.match(request))?.headers.get(keptAt) ?? Date.now());
    if (Date.now() - kept > longestKept) await cache.delete(request);
  }
}

async function asset(request: Request): Promise<Response> {
  return await caches.match(request.url, { cacheName: shelf, ignoreVary: true }) ?? fetch(request);
}

/** The network first; the kept page only when there is none, or when it does not answer in time. */
async function page(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const kept = await caches.match(url.pathname + url.search, { cacheName: shelf, ignoreVary: true });
  if (!kept) return fetch(request);
  const tooLong = new Promise<Response>(done => { setTimeout(() => { done(kept); }, patience); });
  return Promise.race([fetch(request).catch(() => kept), tooLong]);
}

export {};
