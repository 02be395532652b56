import { add } from './rows.ts';
import { account, all, firstTime, on, storage, type Behaviour } from './dom.ts';

/** What was typed stays in this browser until the server has taken it. */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
export interface Draft { version: string; fields: [name: string, value: string][]; sent?: boolean }

const seen = new WeakSet<Element>();
const timers = new WeakMap<Element, ReturnType<typeof setTimeout>>();
const keyOf = (form: HTMLFormElement): string => `z-draft:${account() ?? ''}:${form.dataset['draft'] ?? ''}`;
const versionOf = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>('input[name="_version"], input[name="version"], input[name$=".Version"]')?.value ?? '';

const isTyped = (field: Element): field is Field =>
  /^(INPUT|TEXTAREA|SELECT)$/.test(field.tagName) && (field as Field).name !== '' && !(field as HTMLElement).hasAttribute('data-no-draft')
  && !/^(password|file|hidden|submit|button|image|reset)$/.test((field as Field).type);
const isBox = (field: Field): field is HTMLInputElement => /^(checkbox|radio)$/.test(field.type);
const fieldsOf = (form: HTMLFormElement): Field[] => [...form.elements].filter(isTyped);

export function collect(form: HTMLFormElement): Draft {
  const fields: Draft['fields'] = [];
  for (const field of fieldsOf(form)) {
    if (isBox(field)) { if (field.checked) fields.push([field.name, field.value]); }
    else fields.push([field.name, field.value]);
  }
  return { version: versionOf(form), fields };
}

/** Adds the rows that were typed in and are not there yet: `Items[2].Motions[1].Text` needs a third item and its second motion. */
function makeRoom(form: HTMLFormElement, name: string): void {
  for (const part of name.matchAll(/\[(\d+)\]/g)) {
    const box = form.querySelector<HTMLElement>(`[data-rows="${CSS.escape(name.slice(0, part.index))}"]`);
    if (!box) return;
    while (box.querySelectorAll(':scope > [data-row]').length <= Number(part[1]) && add(box));
  }
}

/** Puts a draft back; answers how many fields differ from what the server sent. */
export function restore(form: HTMLFormElement, draft: Draft): number {
  for (const [name, value] of draft.fields) if (value !== '') makeRoom(form, name);
  const rest = new Map<string, string[]>();
  for (const [name, value] of draft.fields) rest.set(name, [...rest.get(name) ?? [], value]);
  let changed = 0;
  for (const field of fieldsOf(form)) {
    if (isBox(field)) {
      const checked = rest.get(field.name)?.includes(field.value) ?? false;
      if (field.checked === checked) continue;
      field.checked = checked;
    } else {
      const value = rest.get(field.name)?.shift();
      if (value === undefined || value === field.value) continue;
      field.value = value;
    }
    field.classList.add('is-restored');
    changed++;
  }
  return changed;
}

function read(form: HTMLFormElement): Draft | null {
  const text = storage.get(keyOf(form));
  try { return text ? JSON.parse(text) as Draft : null; } catch { return null; }
}

const write = (form: HTMLFormElement, draft: Draft): void => { storage.set(keyOf(form), JSON.stringify(draft)); };

function save(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => { write(form, collect(form)); }, 400));
}

function forget(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  storage.remove(keyOf(form));
}

const show = (form: HTMLFormElement, name: string, visible: boolean): void => { for (const note of all(form, `[data-draft-${name}]`)) note.hidden = !visible; };
const cameBack = (form: HTMLFormElement): boolean => form.querySelector('.has-error, [aria-invalid=true]') !== null || document.querySelector('.z-errsum') !== null;

function open(form: HTMLFormElement): void {
  const draft = read(form);
  if (!draft) return;
  // Sent, and the form is here without errors: the server took it.
  if (draft.sent && !cameBack(form)) { forget(form); return; }
  // With errors the server has sent back what was typed; nothing to put in.
  if (cameBack(form)) { write(form, collect(form)); return; }
  if (draft.version !== versionOf(form)) { show(form, 'older', true); return; }
  if (restore(form, draft) > 0) show(form, 'note', true);
  else forget(form);
}

/** After a post that led to another page: that page stands for success, unless it is an error page or the sign-in page. */
function clearSent(): void {
  const who = account();
  if (who === undefined || document.body.hasAttribute('data-problem')) return;
  const here = new Set(all<HTMLFormElement>(document, 'form[data-draft]').map(keyOf));
  let keys: string[] = [];
  try { keys = Object.keys(localStorage); } catch { return; }
  for (const key of keys) {
    if (!key.startsWith(`z-draft:${who}:`) || here.has(key)) continue;
    if ((storage.get(key) ?? '').includes('"sent":true')) storage.remove(key);
  }
}

export const draft: Behaviour = {
  once() {
    for (const type of ['input', 'change'] as const) {
      on(type, 'form[data-draft]', (form, event) => { if (isTyped(event.target as Element)) save(form as HTMLFormElement); });
    }
    on('submit', 'form[data-draft]', form => {
      clearTimeout(timers.get(form));
      write(form as HTMLFormElement, { ...collect(form as HTMLFormElement), sent: true });
    });
    document.addEventListener('z:accepted', event => {
      const form = event.target;
      if (form instanceof HTMLFormElement && form.dataset['draft'] !== undefined) forget(form);
    });
    on('click', '[data-draft-discard]', (button, event) => {
      const form = button.closest('form');
      if (!form) return;
      event.preventDefault();
      forget(form);
      form.reset();
      for (const field of all(form, '.is-restored')) field.classList.remove('is-restored');
      for (const name of ['note', 'older']) show(form, name, false);
    });
    on('click', '[data-draft-restore]', (button, event) => {
      const form = button.closest('form');
      const draft = form && read(form);
      if (!form || !draft) return;
      event.preventDefault();
      restore(form, draft);
      show(form, 'older', false);
      show(form, 'note', true);
    });
    clearSent();
  },
  start(root) {
    for (const form of all<HTMLFormElement>(root, 'form[data-draft]')) if (account() !== undefined && firstTime(seen, form)) open(form);
  },
};
