import { all, firstTime, isSignIn, swap, type Behaviour } from './dom.ts';

/** The host's screen: the one-time code renews itself, and a bar shows how long it still holds. */
const seen = new WeakSet<Element>();

/** Seconds until the next fetch: what the fragment says it is still good for, else the usual interval. */
export function secondsLeft(body: Element, every: number): number {
  const said = Number(body.querySelector<HTMLElement>('[data-left]')?.dataset['left']);
  return Number.isFinite(said) && said > 0 ? Math.min(said, every) : every;
}

function run(box: HTMLElement): void {
  const body = box.querySelector<HTMLElement>('[data-refresh-body]') ?? box;
  const bar = box.querySelector<HTMLProgressElement>('[data-refresh-left]');
  const every = Math.max(2, Number(box.dataset['every'] ?? 20));
  let left = secondsLeft(body, every);
  let asking = false;

  const show = (): void => { if (bar) { bar.max = every; bar.value = Math.max(0, left); } };
  const renew = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(box.dataset['refresh'] ?? '', { headers: { 'HX-Request': 'true' }, cache: 'no-store' });
      if (answer.redirected && isSignIn(answer.url)) { location.assign(answer.url); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      swap(body, await answer.text());
      left = secondsLeft(body, every);
      mark(box, false);
    } catch {
      left = Math.min(5, every);
      mark(box, true);
    } finally {
      asking = false;
      show();
    }
  };
  const timer = setInterval(() => {
    if (!box.isConnected) { clearInterval(timer); return; }
    if (document.hidden) return;
    left -= 1;
    show();
    if (left <= 0) void renew();
  }, 1000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden && box.isConnected) void renew(); });
  show();
}

function mark(box: HTMLElement, stale: boolean): void {
  box.classList.toggle('is-stale', stale);
  let note = box.querySelector<HTMLElement>('[data-refresh-note]');
  if (stale && !note && box.dataset['textStale']) {
    note = document.createElement('p');
    note.dataset['refreshNote'] = '';
    note.setAttribute('role', 'alert');
    note.textContent = box.dataset['textStale'];
    box.append(note);
  }
  if (!stale) note?.remove();
}

export const refresh: Behaviour = {
  start(root) {
    for (const box of all(root, '[data-refresh]')) if (firstTime(seen, box)) run(box);
  },
};
