import { announce, isSignIn, on, pick, type Behaviour } from './dom.ts';

/** Search as you type: the form's own GET, 300 ms after the last key, into the results. */
const pause = 300;
const timers = new WeakMap<Element, ReturnType<typeof setTimeout>>();
const running = new WeakMap<Element, AbortController>();

export function address(form: HTMLFormElement): string {
  const url = new URL(form.action, location.href);
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && value !== '' && !name.startsWith('__')) query.append(name, value);
  url.search = query.toString();
  return url.pathname + url.search;
}

async function ask(form: HTMLFormElement): Promise<void> {
  running.get(form)?.abort();
  const control = new AbortController();
  running.set(form, control);
  const id = (form.dataset['filter'] ?? '').replace(/^#/, '');
  const place = document.getElementById(id);
  if (!place) return;
  const url = address(form);
  place.classList.add('z-busy');
  place.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(url, { headers: { 'HX-Request': 'true', 'HX-Target': id }, signal: control.signal });
    if (answer.redirected && isSignIn(answer.url)) { location.assign(answer.url); return; }
    const found = answer.ok ? pick(await answer.text(), id) : null;
    if (!found) { form.submit(); return; }
    const fresh = document.importNode(found, true);
    document.getElementById(id)?.replaceWith(fresh);
    history.replaceState(history.state, '', url);
    fresh.dispatchEvent(new CustomEvent('z:swapped', { bubbles: true }));
    if (!fresh.matches('[data-announce]') && !fresh.querySelector('[data-announce]')) announce(fresh.querySelector('[data-count]')?.textContent ?? '');
  } catch (error) {
    if ((error as Error).name !== 'AbortError') document.dispatchEvent(new CustomEvent('htmx:error', { detail: { ctx: {} } }));
  } finally {
    if (running.get(form) === control) {
      place.classList.remove('z-busy');
      place.removeAttribute('aria-busy');
    }
  }
}

function later(form: HTMLFormElement, wait: number): void {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => { void ask(form); }, wait));
}

export const filter: Behaviour = {
  once() {
    on('input', 'form[data-filter]', (form, event) => { if (!(event as InputEvent).isComposing) later(form as HTMLFormElement, pause); });
    // Chinese input: nothing is asked while a word is still being composed.
    on('compositionend', 'form[data-filter]', form => { later(form as HTMLFormElement, pause); });
    on('submit', 'form[data-filter]', (form, event) => {
      event.preventDefault();
      later(form as HTMLFormElement, 0);
    });
  },
};
