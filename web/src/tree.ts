import { on, type Behaviour } from './dom.ts';

/** Opens and closes the rows below a row of a tree table, with all that hangs below them. */
function show(group: string, open: boolean): void {
  for (const row of document.querySelectorAll<HTMLElement>(`[data-parent="${CSS.escape(group)}"]`)) {
    row.hidden = !open;
    const inner = row.querySelector<HTMLElement>('[data-group]');
    if (inner) show(inner.dataset['group'] ?? '', open && inner.getAttribute('aria-expanded') === 'true');
  }
}

export const tree: Behaviour = {
  once() {
    on('click', '[data-group]', button => {
      const open = button.getAttribute('aria-expanded') !== 'true';
      button.setAttribute('aria-expanded', String(open));
      show(button.dataset['group'] ?? '', open);
    });
  },
};
