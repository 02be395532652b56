import { all, firstTime, type Behaviour } from './dom.ts';

/** Fetches the chart code only for pages that show a chart. The table stays as it is: it is the source. */
const seen = new WeakSet<Element>();

export const charts: Behaviour = {
  start(root) {
    const boxes = all(root, '[data-chart]').filter(box => firstTime(seen, box));
    const url = document.querySelector<HTMLElement>('script[data-charts]')?.dataset['charts'];
    if (boxes.length === 0 || !url) return;
    void import(url).then((code: { draw(box: HTMLElement): void }) => { for (const box of boxes) code.draw(box); });
  },
};
