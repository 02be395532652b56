import { all, firstTime, type Behaviour } from './dom.ts';

/** What is shown for a moment only: after its seconds the value leaves the page and a sentence takes its place. */
const seen = new WeakSet<Element>();

function run(box: HTMLElement): void {
  const seconds = Number(box.dataset['goneAfter']);
  // A sleeping phone does not run timers: the clock decides, and a page brought back from the browser's memory shows nothing either.
  const until = Date.now() + seconds * 1000;
  const hide = (): void => {
    clearInterval(timer);
    for (const value of all(box, '[data-gone]')) { value.textContent = box.dataset['goneText'] ?? ''; delete (value as HTMLElement).dataset['gone']; }
    box.querySelector('[role="status"]')?.remove();
  };
  const timer = setInterval(() => { if (Date.now() >= until) hide(); }, 1000);
  addEventListener('pagehide', hide, { once: true });
}

export const goneAfter: Behaviour = {
  start(root) {
    for (const box of all<HTMLElement>(root, '[data-gone-after]')) if (firstTime(seen, box)) run(box);
  },
};
