import { policy } from './trusted.ts';

/** A behaviour: `once` sets up listeners on the document, `start` looks at content that has just come. */
export interface Behaviour {
  once?(): void;
  start?(root: Element): void;
}

/** Listens on the document for events inside elements that match; later content is covered too. */
export function on<K extends keyof DocumentEventMap>(
  type: K, selector: string, handle: (element: HTMLElement, event: DocumentEventMap[K]) => void, capture = false): void {
  document.addEventListener(type, event => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) handle(element, event);
  }, capture);
}

/** The matching elements of a root, the root among them. */
export function all<T extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): T[] {
  const found = [...root.querySelectorAll<T>(selector)];
  if (root instanceof Element && root.matches(selector)) found.unshift(root as unknown as T);
  return found;
}

/** True the first time it is asked for an element. */
export function firstTime(seen: WeakSet<Element>, element: Element): boolean {
  if (seen.has(element)) return false;
  seen.add(element);
  return true;
}

/** Puts values into a text of the page: `fill('已存 {0} 条', 3)`. */
export function fill(text: string | undefined, ...values: (string | number)[]): string {
  return (text ?? '').replace(/\{(\d)\}/g, (whole, at: string) => String(values[Number(at)] ?? whole));
}

export function parse(html: string): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = policy.createHTML(html);
  return template.content;
}

/** The part of an answer that belongs at an id: the answer may be a fragment or a whole page. */
export function pick(html: string, id: string): Element | null {
  return new DOMParser().parseFromString(policy.createHTML(html), 'text/html').getElementById(id);
}

export type SwapStyle = 'inner' | 'outer' | 'prepend' | 'append';

/** Puts markup at a place and tells the other behaviours that new content has come. */
export function swap(target: Element, html: string, style: SwapStyle = 'inner'): void {
  const content = parse(html);
  const added = [...content.children];
  if (style === 'outer') target.replaceWith(content);
  else if (style === 'prepend') target.prepend(content);
  else if (style === 'append') target.append(content);
  else target.replaceChildren(content);
  for (const element of added) element.dispatchEvent(new CustomEvent('z:swapped', { bubbles: true }));
}

/** Says a text to screen readers without showing it. */
export function announce(text: string): void {
  if (!text) return;
  let region = document.getElementById('z-said');
  if (!region) {
    region = document.createElement('div');
    region.id = 'z-said';
    region.className = 'z-sr';
    region.setAttribute('role', 'status');
    document.body.append(region);
  }
  // Emptied first, so that the same text is read a second time.
  region.textContent = '';
  const place = region;
  setTimeout(() => { place.textContent = text; }, 50);
}

export const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The opaque id of who is signed in; what is kept in this browser is kept apart by it. */
export const account = (): string | undefined => document.documentElement.dataset['account'];

export function isSignIn(url: string): boolean {
  return new URL(url, location.href).pathname === (document.documentElement.dataset['signIn'] ?? '/sign-in');
}

export const antiforgery = (root: ParentNode = document): string | undefined =>
  root.querySelector<HTMLInputElement>('input[name="__RequestVerificationToken"]')?.value;

/** Storage may be full or forbidden (private windows): then we go without. */
export const storage = {
  get(key: string): string | null { try { return localStorage.getItem(key); } catch { return null; } },
  set(key: string, value: string): void { try { localStorage.setItem(key, value); } catch { /* goes without */ } },
  remove(key: string): void { try { localStorage.removeItem(key); } catch { /* goes without */ } },
};
