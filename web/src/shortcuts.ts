import { all, inField, storage, type Behaviour } from './dom.ts';

/** Single keys for the review inbox: only outside fields, and they can be switched off for good. */
const offKey = (name: string): string => `z-keys-off:${name}`;
export const isOff = (name: string): boolean => storage.get(offKey(name)) === '1';

export function press(key: string, page: ParentNode = document): boolean {
  const scope = page.querySelector<HTMLElement>('[data-shortcuts]');
  if (!scope || isOff(scope.dataset['shortcuts'] ?? '')) return false;
  const wanted = key.toLowerCase();
  const bound = all(page, '[data-key]').find(element => element.dataset['key']?.toLowerCase() === wanted && !element.hasAttribute('disabled') && element.getAttribute('aria-disabled') !== 'true');
  if (bound) {
    bound.focus();
    bound.click();
    return true;
  }
  return wanted === 'j' ? walk(scope, 1) : wanted === 'k' ? walk(scope, -1) : false;
}

function walk(scope: HTMLElement, by: number): boolean {
  const items = all(scope, '[data-nav-item]');
  if (items.length === 0) return false;
  const here = items.findIndex(item => item === document.activeElement || item.contains(document.activeElement));
  const at = here >= 0 ? here : items.findIndex(item => item.hasAttribute('aria-current'));
  items[Math.min(Math.max(at + by, 0), items.length - 1)]?.focus();
  return true;
}

export const shortcuts: Behaviour = {
  once() {
    document.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && !/^[jk]$/i.test(event.key)) return;
      if (inField(event.target) || document.querySelector('dialog[open]')) return;
      if (press(event.key)) event.preventDefault();
    });
    document.addEventListener('change', event => {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || box.dataset['shortcutsToggle'] === undefined) return;
      if (box.checked) storage.remove(offKey(box.dataset['shortcutsToggle']));
      else storage.set(offKey(box.dataset['shortcutsToggle']), '1');
    });
  },
  start(root) {
    for (const box of all<HTMLInputElement>(root, '[data-shortcuts-toggle]')) box.checked = !isOff(box.dataset['shortcutsToggle'] ?? '');
  },
};
