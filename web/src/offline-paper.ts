import { account, all, fill, firstTime, on, storage, type Behaviour } from './dom.ts';
import { latest, type Kept } from './roll-queue.ts';
import { keepPages } from './kept-pages.ts';
import { put, register, sendAll, waitingFor, type Sender } from './sending.ts';

/** A paper goes on without network: each answer is kept here as it is given, then sent in order, once each. The server alone says what it earns. */
const seen = new WeakSet<Element>();
const senders = new WeakMap<Element, Sender>();

const urlOf = (paper: HTMLElement): string => paper.dataset['paper'] ?? '';
const formOf = (paper: HTMLElement, place: string): HTMLFormElement | null => paper.querySelector(`form[data-paper-form="${CSS.escape(place)}"]`);
const isControl = (name: string): boolean => /^a\d+$/.test(name);

/** What is marked in a form: its place and its controls, and nothing of the page's own. */
export function fieldsOf(form: HTMLFormElement): [string, string][] {
  const fields: [string, string][] = [];
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && (name === 'place' || isControl(name))) fields.push([name, value]);
  return fields;
}

/** Marks a form as it was answered on this device, where the page that was kept shows an older state. */
export function fillIn(form: HTMLFormElement, fields: [string, string][]): void {
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement) || !isControl(control.name)) continue;
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox')) control.checked = values.includes(control.value);
    else control.value = values[0] ?? '';
  }
}

/** Whether every control says something. */
export function isAnswered(form: HTMLFormElement): boolean {
  const names = new Set([...form.elements].map(control => (control as HTMLInputElement).name).filter(isControl));
  const said = new Set(fieldsOf(form).filter(([name, value]) => isControl(name) && value.trim() !== '').map(([name]) => name));
  return [...names].every(name => said.has(name));
}

function overview(paper: HTMLElement): void {
  let open = 0;
  for (const form of all<HTMLFormElement>(paper, 'form[data-paper-form]')) {
    const done = isAnswered(form);
    if (!done) open++;
    const link = paper.querySelector<HTMLElement>(`[data-paper-place="${CSS.escape(form.dataset['paperForm'] ?? '')}"]`);
    link?.classList.toggle('is-done', done);
    const said = link?.querySelector<HTMLElement>('[data-paper-said]');
    if (said) said.textContent = (done ? said.dataset['textDone'] : said.dataset['textOpen']) ?? '';
  }
  for (const count of all(paper, '[data-paper-count]')) count.textContent = fill(count.dataset['text'], open);
}

function refusal(paper: HTMLElement, place: string, reason: string): void {
  const form = formOf(paper, place);
  form?.classList.toggle('is-refused', reason !== '');
  const error = form?.querySelector<HTMLElement>('[data-paper-error]');
  if (!error) return;
  error.hidden = reason === '';
  error.textContent = reason;
}

async function paint(paper: HTMLElement, signIn = false): Promise<void> {
  const waiting = await waitingFor(urlOf(paper));
  const refused = paper.querySelectorAll('form.is-refused').length;
  const texts = paper.dataset;
  const line = waiting.length === 0 ? texts['textSent'] ?? '' : fill(signIn ? texts['textSignIn'] : texts['textSaved'], waiting.length);
  const text = refused > 0 ? `${line} ${fill(texts['textRefused'], refused)}` : line;
  const status = paper.querySelector<HTMLElement>('[data-paper-status]');
  if (status && status.textContent !== text) status.textContent = text;
}

function senderOf(paper: HTMLElement): Sender {
  const known = senders.get(paper);
  if (known) return known;
  const made: Sender = {
    element: paper, url: urlOf(paper), paint: signIn => paint(paper, signIn),
    told: (answer: Kept, outcome) => { refusal(paper, answer.member, outcome.kind === 'refused' ? outcome.reason : ''); },
  };
  senders.set(paper, made);
  return made;
}

interface Given { at: number; fields: [string, string][] }
const shelfOf = (paper: HTMLElement): string => `paper:${account() ?? ''}:${urlOf(paper)}`;

/** When the server drew the page, by its own clock, and how long ago that is: nothing of it is sent. */
const drawnAt = (paper: HTMLElement): number => Number(paper.dataset['drawn'] ?? 0);

function given(paper: HTMLElement): Record<string, Given> {
  try { return JSON.parse(storage.get(shelfOf(paper)) ?? '{}') as Record<string, Given>; } catch { return {}; }
}

/** A page that is opened without network is older than what was answered since: the device remembers that until a newer page comes. */
function remember(paper: HTMLElement, place: string, fields: [string, string][]): void {
  storage.set(shelfOf(paper), JSON.stringify({ ...given(paper), [place]: { at: drawnAt(paper) + performance.now(), fields } }));
}

function recall(paper: HTMLElement): void {
  for (const [place, one] of Object.entries(given(paper))) {
    const form = formOf(paper, place);
    if (form && one.at >= drawnAt(paper)) fillIn(form, one.fields);
  }
}

async function answer(paper: HTMLElement, form: HTMLFormElement): Promise<void> {
  const place = form.dataset['paperForm'] ?? '';
  remember(paper, place, fieldsOf(form));
  await put(urlOf(paper), place, '', fieldsOf(form));
  refusal(paper, place, '');
  overview(paper);
  await paint(paper);
  await sendAll(senderOf(paper));
}

/** A copy is handed in once all of it has arrived: nothing that was answered is left behind. */
async function handIn(paper: HTMLElement, form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  await sendAll(senderOf(paper));
  const waiting = await waitingFor(urlOf(paper));
  const note = paper.querySelector<HTMLElement>('[data-paper-waits]');
  if (waiting.length === 0) {
    storage.remove(shelfOf(paper));
    form.dataset['sent'] = 'all';
    form.requestSubmit(button);
  } else if (note) {
    note.textContent = fill(note.dataset['text'], waiting.length);
    note.hidden = false;
  }
}

async function open(paper: HTMLElement): Promise<void> {
  register(senderOf(paper));
  // With script every answer is kept by itself; the button is for those without.
  for (const button of all(paper, '[data-paper-save]')) button.hidden = true;
  void keepPages('roll', [location.pathname]);
  recall(paper);
  const waiting = await waitingFor(urlOf(paper));
  for (const [place, kept] of latest(waiting)) {
    const form = formOf(paper, place);
    if (form && kept.fields) fillIn(form, kept.fields);
  }
  overview(paper);
  if (waiting.length === 0) return;
  await paint(paper);
  await sendAll(senderOf(paper));
}

export const offlinePaper: Behaviour = {
  once() {
    on('change', 'form[data-paper-form]', form => {
      const paper = form.closest<HTMLElement>('[data-paper]');
      if (paper) void answer(paper, form as HTMLFormElement);
    });
    on('submit', '[data-paper] form', (form, event) => {
      const paper = form.closest<HTMLElement>('[data-paper]');
      if (!paper || form.dataset['sent']) return;
      event.preventDefault();
      event.stopPropagation();
      if (form.dataset['paperForm']) void answer(paper, form as HTMLFormElement);
      else void handIn(paper, form as HTMLFormElement, event.submitter);
    }, true);
  },
  start(root) {
    for (const paper of all(root, '[data-paper]')) if (firstTime(seen, paper)) void open(paper);
  },
};
