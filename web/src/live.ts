import { all, firstTime, swap, type Behaviour, type SwapStyle } from './dom.ts';

/** Live panels: named server-sent events carry fragments. One connection an address, none while the page is hidden. */
interface Stream { source: EventSource | null; watchers: Set<HTMLElement>; wait: number; timer?: ReturnType<typeof setTimeout> | undefined }

const streams = new Map<string, Stream>();
const seen = new WeakSet<Element>();
const shortest = 2_000, longest = 60_000;

const eventsOf = (watcher: HTMLElement): string[] => (watcher.dataset['liveEvents'] ?? 'message').split(/\s+/).filter(Boolean);

export function deliver(watchers: Iterable<HTMLElement>, event: string, html: string): void {
  for (const watcher of watchers) {
    if (!watcher.isConnected || !eventsOf(watcher).includes(event)) continue;
    const target = watcher.dataset['liveTarget'] ? document.querySelector(watcher.dataset['liveTarget']) : watcher;
    if (target) swap(target, html, (watcher.dataset['liveSwap'] ?? 'inner') as SwapStyle);
  }
}

function prune(url: string, stream: Stream): boolean {
  for (const watcher of stream.watchers) if (!watcher.isConnected) stream.watchers.delete(watcher);
  if (stream.watchers.size > 0) return false;
  close(stream);
  streams.delete(url);
  return true;
}

function open(url: string, stream: Stream): void {
  if (stream.source || document.hidden || prune(url, stream)) return;
  const source = new EventSource(url);
  stream.source = source;
  const names = new Set([...stream.watchers].flatMap(eventsOf));
  for (const name of names) {
    source.addEventListener(name, event => {
      if (!prune(url, stream)) deliver(stream.watchers, name, (event as MessageEvent<string>).data);
    });
  }
  source.addEventListener('open', () => { stream.wait = shortest; });
  source.addEventListener('error', () => {
    // The browser reconnects by itself after a lost connection, but gives up after a refusal.
    if (source.readyState !== EventSource.CLOSED) return;
    close(stream);
    stream.timer = setTimeout(() => { open(url, stream); }, stream.wait);
    stream.wait = Math.min(stream.wait * 2, longest);
  });
}

function close(stream: Stream): void {
  clearTimeout(stream.timer);
  stream.source?.close();
  stream.source = null;
}

function reopen(): void {
  for (const [url, stream] of streams) {
    if (document.hidden) close(stream);
    else open(url, stream);
  }
}

export const live: Behaviour = {
  once() {
    document.addEventListener('visibilitychange', reopen);
    addEventListener('pagehide', () => { for (const stream of streams.values()) close(stream); });
    addEventListener('pageshow', event => { if (event.persisted) reopen(); });
  },
  start(root) {
    for (const watcher of all(root, '[data-live]')) {
      const url = watcher.dataset['live'];
      if (!url || !firstTime(seen, watcher)) continue;
      const stream = streams.get(url) ?? { source: null, watchers: new Set<HTMLElement>(), wait: shortest };
      const known = new Set([...stream.watchers].flatMap(eventsOf));
      stream.watchers.add(watcher);
      streams.set(url, stream);
      if (eventsOf(watcher).some(name => !known.has(name))) close(stream);
      open(url, stream);
    }
  },
};
