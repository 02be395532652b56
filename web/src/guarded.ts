import { all, firstTime, on, type Behaviour } from './dom.ts';

/**
 * Pages of a sensitive document: what is copied bears their mark, they are not dragged out, and while their tab is covered they are blurred, also in the system's list of windows.
 * Comfort for the careful: no page can keep a screen from being photographed, and the page says so.
 */
const seen = new WeakSet<Element>();

function guard(pages: HTMLElement): void {
  const cover = (): void => { pages.classList.toggle('is-covered', document.hidden); };
  document.addEventListener('visibilitychange', cover);
  pages.addEventListener('dragstart', event => { event.preventDefault(); });
  cover();
}

/** What stands in the clipboard after copying from the page: the words that were chosen, and the mark. */
export const copied = (words: string, mark: string): string => [words.trim(), mark].filter(Boolean).join('\n');

export const guarded: Behaviour = {
  once() {
    on('copy', 'body', (_, event) => {
      const mark = document.querySelector<HTMLElement>('[data-mark]')?.dataset['mark'];
      const clipboard = (event as ClipboardEvent).clipboardData;
      if (!mark || !clipboard) return;
      clipboard.setData('text/plain', copied(String(getSelection() ?? ''), mark));
      event.preventDefault();
    });
  },
  start(root) {
    for (const pages of all<HTMLElement>(root, '[data-mark]')) if (firstTime(seen, pages)) guard(pages);
  },
};
