import { all, fill, firstTime, on, type Behaviour } from './dom.ts';
import { latest } from './roll-queue.ts';
import { keepPages } from './kept-pages.ts';
import { put, register, sendAll, waitingFor, type Sender } from './sending.ts';

/** The roll works without network: each tick is kept here first, then sent in order, and never twice in effect. */
const seen = new WeakSet<Element>();
const senders = new WeakMap<Element, Sender>();

const urlOf = (form: HTMLFormElement): string => form.dataset['roll'] ?? form.action;
const rowOf = (form: HTMLFormElement, member: string): HTMLElement | null => form.querySelector(`[data-roll-member="${CSS.escape(member)}"]`);

export function presenceOf(input: HTMLInputElement): string {
  return input.type === 'checkbox' && !input.checked ? input.dataset['off'] ?? 'absent' : input.value;
}

function show(row: HTMLElement, presence: string): void {
  for (const input of row.querySelectorAll<HTMLInputElement>('input[type=radio], input[type=checkbox]')) {
    input.checked = input.type === 'radio' ? input.value === presence : presence === input.value;
  }
}

function refusal(form: HTMLFormElement, member: string, reason: string): void {
  const row = rowOf(form, member);
  row?.classList.toggle('is-refused', reason !== '');
  const place = row?.querySelector<HTMLElement>('[data-roll-error]');
  if (!place) return;
  place.hidden = reason === '';
  place.textContent = reason;
}

async function paint(form: HTMLFormElement, signIn = false): Promise<void> {
  const waiting = await waitingFor(urlOf(form));
  const last = latest(waiting);
  for (const row of all(form, '[data-roll-member]')) row.classList.toggle('is-pending', last.has(row.dataset['rollMember'] ?? ''));
  const refused = form.querySelectorAll('.is-refused').length;
  const texts = form.dataset;
  const status = form.querySelector<HTMLElement>('[data-roll-status]');
  const line = waiting.length === 0 ? texts['textSent'] ?? '' : signIn ? fill(texts['textSignIn'], waiting.length) : fill(texts['textSaved'], waiting.length);
  const text = refused > 0 ? `${line} ${fill(texts['textRefused'], refused)}` : line;
  if (status && status.textContent !== text) status.textContent = text;
}

function senderOf(form: HTMLFormElement): Sender {
  const known = senders.get(form);
  if (known) return known;
  const made: Sender = {
    element: form, url: urlOf(form), paint: signIn => paint(form, signIn),
    told: (tick, outcome) => { refusal(form, tick.member, outcome.kind === 'refused' ? outcome.reason : ''); },
  };
  senders.set(form, made);
  return made;
}

export async function tick(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const member = input.closest<HTMLElement>('[data-roll-member]')?.dataset['rollMember'];
  if (!member) return;
  await put(urlOf(form), member, presenceOf(input));
  refusal(form, member, '');
  await paint(form);
  await sendAll(senderOf(form));
}

async function open(form: HTMLFormElement): Promise<void> {
  register(senderOf(form));
  void keepPages('roll', [location.pathname + location.search]);
  const waiting = await waitingFor(urlOf(form));
  for (const [member, kept] of latest(waiting)) {
    const row = rowOf(form, member);
    if (row) show(row, kept.presence);
  }
  if (waiting.length === 0) return;
  await paint(form);
  await sendAll(senderOf(form));
}

export const offlineRoll: Behaviour = {
  once() {
    on('change', 'form[data-roll]', (form, event) => {
      if (event.target instanceof HTMLInputElement) void tick(form as HTMLFormElement, event.target);
    });
    on('submit', 'form[data-roll]', (form, event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      void paint(form as HTMLFormElement);
    }, true);
    on('submit', 'form[data-sign-out]', () => { navigator.serviceWorker?.controller?.postMessage({ kind: 'forget' }); });
  },
  start(root) {
    for (const form of all<HTMLFormElement>(root, 'form[data-roll]')) if (firstTime(seen, form)) void open(form);
  },
};
