import { announce, on, type Behaviour } from './dom.ts';

/** Agenda items, motions, tasks: rows added from a template and removed in place. Names stay without gaps. */
const renumbered = ['name', 'id', 'for', 'aria-describedby', 'aria-labelledby', 'href', 'value'] as const;
const rowsOf = (box: HTMLElement): HTMLElement[] => [...box.children].filter((child): child is HTMLElement => child instanceof HTMLElement && child.dataset['row'] !== undefined);

/** Gives all fields of a row the index `at`: `Items[3].Text` and `Items_3__Text`. */
export function renumber(row: HTMLElement, prefix: string, at: number): void {
  const escaped = prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const inName = new RegExp(`${escaped}\\[\\d+\\]`, 'g');
  const inId = new RegExp(`${prefix.replace(/\W/g, '_')}_\\d+_`, 'g');
  for (const element of [row, ...row.querySelectorAll('*')]) {
    for (const attribute of renumbered) {
      const before = element.getAttribute(attribute);
      if (before === null) continue;
      if (attribute === 'value') {
        // Only the server's own remove button counts rows in its value.
        if (element.matches('[data-rows-remove]')) element.setAttribute('value', before.replace(/\d+$/, String(at)));
        continue;
      }
      const after = before.replace(inName, `${prefix}[${at}]`).replace(inId, `${prefix.replace(/\W/g, '_')}_${at}_`);
      if (after !== before) element.setAttribute(attribute, after);
    }
    if (element.matches('[data-row-number]')) element.textContent = String(at + 1);
  }
}

export function add(box: HTMLElement): HTMLElement | null {
  const template = box.querySelector<HTMLTemplateElement>(':scope > template');
  const empty = template?.content.firstElementChild;
  const rows = rowsOf(box);
  const most = Number(box.dataset['rowsMax'] ?? 100);
  if (!template || !empty || rows.length >= most) return null;
  const row = document.importNode(empty, true) as HTMLElement;
  renumber(row, box.dataset['rows'] ?? '', rows.length);
  template.before(row);
  return row;
}

export function remove(box: HTMLElement, row: HTMLElement): void {
  row.remove();
  rowsOf(box).forEach((other, at) => { renumber(other, box.dataset['rows'] ?? '', at); });
}

const changed = (box: HTMLElement): void => { box.dispatchEvent(new Event('change', { bubbles: true })); };
const firstField = (row: Element | undefined): HTMLElement | null | undefined => row?.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select');

export const rows: Behaviour = {
  once() {
    on('click', '[data-rows-add]', (button, event) => {
      const box = button.closest<HTMLElement>('[data-rows]') ?? document.querySelector<HTMLElement>(`[data-rows="${CSS.escape(button.dataset['rowsAdd'] ?? '')}"]`);
      if (!box?.querySelector(':scope > template')) return;
      event.preventDefault();
      const row = add(box);
      if (!row) return;
      row.dispatchEvent(new CustomEvent('z:swapped', { bubbles: true }));
      firstField(row)?.focus();
      announce(box.dataset['textAdded'] ?? '');
    });
    on('click', '[data-rows-remove]', (button, event) => {
      const box = button.closest<HTMLElement>('[data-rows]');
      const row = button.closest<HTMLElement>('[data-row]');
      if (!box || !row) return;
      event.preventDefault();
      const neighbour = (row.nextElementSibling?.matches('[data-row]') ? row.nextElementSibling : row.previousElementSibling) ?? undefined;
      remove(box, row);
      (firstField(neighbour) ?? document.querySelector<HTMLElement>('[data-rows-add]'))?.focus();
      announce(box.dataset['textRemoved'] ?? '');
      changed(box);
    });
  },
};
