import { on, type Behaviour } from './dom.ts';

/** Menus are <details>; script adds what people expect of a menu: Esc, a click outside, arrow keys. */
const menus = 'details[data-menu][open], details.z-menu[open], details.z-spaces[open]';
const panels = '.z-menu-panel, .z-space-list';
const opened = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>(menus)];

function close(menu: HTMLDetailsElement, focus: boolean): void {
  menu.open = false;
  if (focus) menu.querySelector('summary')?.focus();
}

function step(menu: HTMLElement, by: number): void {
  const items = [...menu.querySelectorAll<HTMLElement>(`:is(${panels}) :is(a, button)`)];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + by + items.length) % items.length]?.focus();
}

export const menu: Behaviour = {
  once() {
    document.addEventListener('click', event => {
      for (const menu of opened()) if (!menu.contains(event.target as Node)) close(menu, false);
    });
    document.addEventListener('focusin', event => {
      for (const menu of opened()) if (!menu.contains(event.target as Node)) close(menu, false);
    });
    on('keydown', menus, (element, event) => {
      if (event.key === 'Escape') close(element as HTMLDetailsElement, true);
      else if (event.key === 'ArrowDown') step(element, 1);
      else if (event.key === 'ArrowUp') step(element, document.activeElement?.closest(panels) ? -1 : 0);
      else return;
      event.preventDefault();
    });
  },
};
