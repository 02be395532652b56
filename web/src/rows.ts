import { announce, on, type Behaviour } from './dom.ts';

/** Agenda items, motions, tasks: rows added from a template, removed and moved in place. Names stay without gaps; rows inside rows follow. */
const renumbered = ['name', 'id', 'for', 'aria-describedby', 'aria-labelledby', 'href', 'data-rows', 'data-rows-add', 'value'] as const;
const serverButton = '[data-rows-remove], [data-rows-move]';
const rowsOf = (box: HTMLElement): HTMLElement[] => [...box.children].filter((child): child is HTMLElement => child instanceof HTMLElement && child.dataset['row'] !== undefined);

/** A row with all that is in it, also in the templates of rows inside it. */
function* everything(root: Element): Generator<Element> {
  yield root;
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element instanceof HTMLTemplateElement) for (const inner of element.content.children) yield* everything(inner);
  }
}

/** Gives all fields of a row the index `at`: `Items[3].Text` and `Items_3__Text`. */
export function renumber(row: HTMLElement, prefix: string, at: number): void {
  const escaped = prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const inName = new RegExp(`${escaped}\\[\\d+\\]`, 'g');
  const inId = new RegExp(`${prefix.replace(/\W/g, '_')}_\\d+_`, 'g');
  for (const element of everything(row)) {
    for (const attribute of renumbered) {
      const before = element.getAttribute(attribute);
      if (before === null) continue;
      if (attribute === 'value') {
        // Only the server's own buttons of this row count rows in their value.
        if (element.matches(serverButton) && element.closest('[data-row]') === row) element.setAttribute('value', before.replace(/\d+$/, String(at)));
        continue;
      }
      const after = before.replace(inName, `${prefix}[${at}]`).replace(inId, `${prefix.replace(/\W/g, '_')}_${at}_`);
      if (after !== before) element.setAttribute(attribute, after);
    }
    if (element.matches('[data-row-number]') && element.closest('[data-row]') === row) element.textContent = String(at + 1);
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

/** Changes places with the row before or after; answers whether there was one. */
export function move(box: HTMLElement, row: HTMLElement, up: boolean): boolean {
  const all = rowsOf(box);
  const other = all[all.indexOf(row) + (up ? -1 : 1)];
  if (!other) return false;
  if (up) other.before(row);
  else other.after(row);
  rowsOf(box).forEach((each, at) => { renumber(each, box.dataset['rows'] ?? '', at); });
  return true;
}

export function remove(box: HTMLElement, row: HTMLElement): void {
  row.remove();
  rowsOf(box).forEach((other, at) => { renumber(other, box.dataset['rows'] ?? '', at); });
}

const changed = (box: HTMLElement): void => { box.dispatchEvent(new Event('change', { bubbles: true })); };

/** Shows the new row: what needs script in it works, and it has the focus. */
function show(row: HTMLElement, box: HTMLElement): void {
  row.dispatchEvent(new CustomEvent('z:swapped', { bubbles: true }));
  firstField(row)?.focus();
  announce(box.dataset['textAdded'] ?? '');
}

const firstField = (row: Element | undefined): HTMLElement | null | undefined => row?.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select');

export const rows: Behaviour = {
  once() {
    on('click', '[data-rows-add]', (button, event) => {
      // A button that names its rows means those, even where it stands inside rows itself.
      const named = button.dataset['rowsAdd'];
      const box = named ? document.querySelector<HTMLElement>(`[data-rows="${CSS.escape(named)}"]`) : button.closest<HTMLElement>('[data-rows]');
      if (!box?.querySelector(':scope > template')) return;
      event.preventDefault();
      const row = add(box);
      if (!row) return;
      show(row, box);
    });
    on('click', '[data-rows-move]', (button, event) => {
      const box = button.closest<HTMLElement>('[data-rows]');
      const row = button.closest<HTMLElement>('[data-row]');
      if (!box || !row) return;
      event.preventDefault();
      if (!move(box, row, button.dataset['rowsMove'] === 'up')) return;
      button.focus();
      announce(box.dataset['textMoved'] ?? '');
      changed(box);
    });
    // Enter goes to the next row, and makes one after the last.
    on('keydown', '[data-rows-enter] input', (field, event) => {
      const box = field.closest<HTMLElement>('[data-rows]');
      const row = field.closest<HTMLElement>('[data-row]');
      if ((event as KeyboardEvent).key !== 'Enter' || (event as KeyboardEvent).isComposing || !box || !row) return;
      event.preventDefault();
      const next = row.nextElementSibling;
      if (next instanceof HTMLElement && next.matches('[data-row]')) { firstField(next)?.focus(); return; }
      const added = add(box);
      if (added) show(added, box);
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
