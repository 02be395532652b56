import { on, type Behaviour } from './dom.ts';

/** A submit button locks after one click, so that a double click posts once. */
interface Lock { button: HTMLElement | null; before: Node[]; timer: ReturnType<typeof setTimeout> }
const locks = new Map<HTMLFormElement, Lock>();
// A post that ends in a download never leaves the page; nobody must stay locked out.
const longest = 20_000;

export function lock(form: HTMLFormElement, button: HTMLElement | null): void {
  if (locks.has(form) || form.hasAttribute('data-no-lock')) return;
  locks.set(form, { button, before: button ? [...button.childNodes] : [], timer: setTimeout(() => { unlock(form); }, longest) });
  if (!button) return;
  const spinner = document.createElement('span');
  spinner.className = 'z-spin';
  spinner.setAttribute('aria-hidden', 'true');
  // The button is not disabled: a disabled one would not send its own name and value, and would lose the focus.
  button.setAttribute('aria-disabled', 'true');
  button.classList.add('is-busy');
  button.setAttribute('aria-busy', 'true');
  const text = button.dataset['busy'];
  if (text) button.replaceChildren(spinner, text);
  else button.prepend(spinner);
}

export function unlock(form: HTMLFormElement): void {
  const held = locks.get(form);
  if (!held) return;
  locks.delete(form);
  clearTimeout(held.timer);
  held.button?.replaceChildren(...held.before);
  held.button?.classList.remove('is-busy');
  for (const name of ['aria-disabled', 'aria-busy']) held.button?.removeAttribute(name);
}

const formOf = (event: Event): HTMLFormElement | null => {
  const { ctx } = (event as CustomEvent<{ ctx?: { sourceElement: Element; request: { form?: HTMLFormElement | null } } }>).detail;
  return ctx?.request.form ?? ctx?.sourceElement.closest('form') ?? null;
};

export const lockButtons: Behaviour = {
  once() {
    on('submit', 'form', (form, event) => {
      if (!locks.has(form as HTMLFormElement)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
    on('submit', 'form', (form, event) => {
      const theirs = form as HTMLFormElement;
      const method = event.submitter?.getAttribute('formmethod') ?? theirs.method;
      // htmx and uploads stop the browser's own submit and send the form themselves.
      const sentByScript = theirs.hasAttribute('data-upload') || theirs.hasAttribute('data-htmx-powered') && !theirs.hasAttribute('hx-get');
      if (event.defaultPrevented ? sentByScript : method === 'post') lock(theirs, event.submitter);
    });
    document.addEventListener('htmx:finally:request', event => {
      const form = formOf(event);
      const leaving = (event as CustomEvent<{ ctx?: { leaving?: boolean } }>).detail.ctx?.leaving;
      if (form && !leaving) unlock(form);
    });
    document.addEventListener('z:unlock', event => { unlock(event.target as HTMLFormElement); });
    // Back from the next page, with this one kept alive by the browser.
    addEventListener('pageshow', event => { if (event.persisted) for (const form of [...locks.keys()]) unlock(form); });
  },
};
