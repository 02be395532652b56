import { Window } from 'happy-dom';

/** A small page for a test: the globals a behaviour expects, and its markup. */
const window = new Window({ url: 'https://zhijian.example/page', settings: { disableJavaScriptFileLoading: true, disableCSSFileLoading: true } });
const names = ['document', 'location', 'navigator', 'localStorage', 'Element', 'HTMLElement', 'HTMLInputElement', 'HTMLFormElement', 'HTMLSelectElement', 'HTMLTemplateElement', 'HTMLDialogElement', 'HTMLMetaElement',
  'CustomEvent', 'Event', 'KeyboardEvent', 'MessageEvent', 'SubmitEvent', 'DOMParser', 'CSS', 'FormData', 'history', 'matchMedia', 'getComputedStyle', 'addEventListener', 'removeEventListener'] as const;
Object.defineProperty(globalThis, 'window', { value: window, configurable: true });
for (const name of names) {
  const value = (window as unknown as Record<string, unknown>)[name];
  Object.defineProperty(globalThis, name, { value: typeof value === 'function' && /^[a-z]/.test(name) ? value.bind(window) : value, configurable: true, writable: true });
}

export function page(markup: string): HTMLElement {
  document.documentElement.dataset['account'] = 'u1';
  document.body.innerHTML = markup;
  return document.body;
}

export const find = <T extends HTMLElement = HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};

export const turn = (milliseconds = 0): Promise<void> => new Promise(done => { setTimeout(done, milliseconds); });
