import { all, firstTime, type Behaviour } from './dom.ts';

/** Big tables of links (heat map): one tab stop, arrow keys walk the cells. */
const seen = new WeakSet<Element>();
const stops = 'a[href], button:not([disabled])';

const rowsOf = (table: HTMLElement): HTMLElement[][] =>
  [...table.querySelectorAll('tr')].filter(row => !row.hidden).map(row => [...row.querySelectorAll<HTMLElement>(stops)]).filter(row => row.length > 0);

export function next(rows: HTMLElement[][], from: HTMLElement, key: string, whole: boolean): HTMLElement | undefined {
  const y = rows.findIndex(row => row.includes(from));
  const row = rows[y];
  if (!row) return undefined;
  const x = row.indexOf(from);
  const column = from.closest('td, th')?.matches('td, th') ? (from.closest('td, th') as HTMLTableCellElement).cellIndex : x;
  const inColumn = (other: HTMLElement[] | undefined): HTMLElement | undefined =>
    other?.find(cell => (cell.closest('td, th') as HTMLTableCellElement | null)?.cellIndex === column) ?? other?.[Math.min(x, other.length - 1)];
  switch (key) {
    case 'ArrowRight': return row[x + 1];
    case 'ArrowLeft': return row[x - 1];
    case 'ArrowDown': return inColumn(rows[y + 1]);
    case 'ArrowUp': return inColumn(rows[y - 1]);
    case 'Home': return whole ? rows[0]?.[0] : row[0];
    case 'End': return whole ? rows.at(-1)?.at(-1) : row.at(-1);
    default: return undefined;
  }
}

function choose(table: HTMLElement, cell: HTMLElement): void {
  for (const other of table.querySelectorAll<HTMLElement>(stops)) other.tabIndex = other === cell ? 0 : -1;
}

export const roving: Behaviour = {
  start(root) {
    for (const table of all(root, '[data-roving]')) {
      const first = rowsOf(table)[0]?.[0];
      if (!first || !firstTime(seen, table)) continue;
      choose(table, first);
      table.addEventListener('focusin', event => {
        if (event.target instanceof HTMLElement && event.target.matches(stops)) choose(table, event.target);
      });
      table.addEventListener('keydown', event => {
        if (event.altKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
        const cell = next(rowsOf(table), event.target, event.key, event.ctrlKey);
        if (!cell) return;
        event.preventDefault();
        cell.focus();
      });
    }
  },
};
