import { all, firstTime, on, type Behaviour } from './dom.ts';
import { policy } from './trusted.ts';

/** Texts are kept on the device when their reader says so, and taken off again. Without script or service worker the button is not shown. */
const seen = new WeakSet<Element>();
const shelf = 'zhijian-library-1';

/** Asks the service worker to keep pages and what they need. */
export async function keepPages(where: 'roll' | 'library', pages: string[]): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register(policy.createScriptURL('/sw.js'));
  const ready = await navigator.serviceWorker.ready;
  const linked = [...document.querySelectorAll<HTMLElement>('link[rel~=stylesheet][href], link[rel~=icon][href], script[src]')].map(element => element.getAttribute('href') ?? element.getAttribute('src') ?? '');
  const sprite = document.querySelector('use[href*=".svg#"]')?.getAttribute('href')?.split('#')[0];
  ready.active?.postMessage({ kind: 'keep', shelf: where, pages, assets: sprite ? [...linked, sprite] : linked });
}

export const pagesOf = (button: HTMLElement): string[] => (button.dataset['keepPages'] ?? '').split(' ').filter(page => page.startsWith('/library/'));

function show(button: HTMLElement, isKept: boolean): void {
  button.setAttribute('aria-pressed', String(isKept));
  const text = button.querySelector('[data-keep-text]');
  if (text) text.textContent = (isKept ? button.dataset['textKept'] : button.dataset['textKeep']) ?? '';
}

async function isKept(page: string): Promise<boolean> {
  return await caches.match(page, { cacheName: shelf, ignoreVary: true }) !== undefined;
}

/** The worker answers nothing; the cache itself says when it is done. */
async function until(page: string, wanted: boolean): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    if (await isKept(page) === wanted) return wanted;
    await new Promise(done => { setTimeout(done, 200); });
  }
  return isKept(page);
}

async function press(button: HTMLElement): Promise<void> {
  const pages = pagesOf(button);
  const last = pages.at(-1);
  if (last === undefined) return;
  const wanted = button.getAttribute('aria-pressed') !== 'true';
  if (wanted) await keepPages('library', pages);
  else (await navigator.serviceWorker.ready).active?.postMessage({ kind: 'drop', pages });
  show(button, await until(last, wanted));
}

async function open(button: HTMLElement): Promise<void> {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return;
  const last = pagesOf(button).at(-1);
  if (last === undefined) return;
  show(button, await isKept(last));
  button.hidden = false;
}

export const keptPages: Behaviour = {
  once() { on('click', 'button[data-keep-pages]', button => { void press(button); }); },
  start(root) {
    for (const button of all(root, 'button[data-keep-pages]')) if (firstTime(seen, button)) void open(button);
  },
};
