import { account, all, antiforgery, fill, firstTime, isSignIn, on, parse, type Behaviour } from './dom.ts';
import { flush, latest, pending, type Kept, type Outcome, type TickStore } from './roll-queue.ts';
import { browserStore } from './roll-store.ts';
import { keepPages } from './kept-pages.ts';

/** The roll works without network: each tick is kept here first, then sent in order, and never twice in effect. */
const seen = new WeakSet<Element>();
const forms = new Set<HTMLFormElement>();
const busy = new WeakSet<Element>();
const more = new WeakSet<Element>();
const again = 15_000;
let store: TickStore = browserStore;

/** For tests: another place to keep the ticks. */
export function keepIn(other: TickStore): void { store = other; }

const urlOf = (form: HTMLFormElement): string => form.dataset['roll'] ?? form.action;
const rowOf = (form: HTMLFormElement, member: string): HTMLElement | null => form.querySelector(`[data-roll-member="${CSS.escape(member)}"]`);
const queueOf = (form: HTMLFormElement): Promise<Kept[]> => pending(store, account() ?? '', urlOf(form));

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
  const waiting = await queueOf(form);
  const last = latest(waiting);
  for (const row of all(form, '[data-roll-member]')) row.classList.toggle('is-pending', last.has(row.dataset['rollMember'] ?? ''));
  const refused = form.querySelectorAll('.is-refused').length;
  const texts = form.dataset;
  const status = form.querySelector<HTMLElement>('[data-roll-status]');
  const line = waiting.length === 0 ? texts['textSent'] ?? '' : signIn ? fill(texts['textSignIn'], waiting.length) : fill(texts['textSaved'], waiting.length);
  const text = refused > 0 ? `${line} ${fill(texts['textRefused'], refused)}` : line;
  if (status && status.textContent !== text) status.textContent = text;
}

async function post(form: HTMLFormElement, tick: Kept): Promise<Response> {
  const body = new URLSearchParams({ member: tick.member, presence: tick.presence, at: tick.at });
  const token = antiforgery(form);
  if (token) body.set('__RequestVerificationToken', token);
  return fetch(tick.url, { method: 'POST', body, headers: { 'Idempotency-Key': tick.key, 'HX-Request': 'true', Accept: 'application/problem+json, text/html' } });
}

/** A page kept for days carries an old token: the new one comes from the page itself. */
async function renewToken(form: HTMLFormElement): Promise<boolean> {
  const answer = await fetch(location.href, { cache: 'no-store' });
  if (!answer.ok || isSignIn(answer.url)) return false;
  const fresh = antiforgery(parse(await answer.text()));
  const field = form.querySelector<HTMLInputElement>('input[name="__RequestVerificationToken"]');
  if (!fresh || !field || fresh === field.value) return false;
  field.value = fresh;
  return true;
}

/** Ticked faster than the server takes it: what waits is sent as soon as the server said it goes on. */
function sendAfter(answer: Response): void {
  const seconds = Number(answer.headers.get('Retry-After'));
  if (seconds > 0) setTimeout(sendEverything, seconds * 1000);
}

async function outcomeOf(answer: Response): Promise<Outcome> {
  if (answer.status === 401 || answer.redirected && isSignIn(answer.url)) return { kind: 'sign-in' };
  if (answer.ok) return { kind: 'sent' };
  if (answer.status === 429) sendAfter(answer);
  if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return { kind: 'later' };
  const problem = await answer.json().catch(() => ({})) as { detail?: string; title?: string };
  return { kind: 'refused', reason: problem.detail ?? problem.title ?? String(answer.status) };
}

export async function send(form: HTMLFormElement, tick: Kept): Promise<Outcome> {
  try {
    let answer = await post(form, tick);
    if (answer.status === 400 && await renewToken(form)) answer = await post(form, tick);
    return await outcomeOf(answer);
  } catch {
    return { kind: 'later' };
  }
}

async function sendAll(form: HTMLFormElement): Promise<void> {
  // A tick that came while others are being sent goes right after them.
  if (busy.has(form)) { more.add(form); return; }
  busy.add(form);
  try {
    const run = async (): Promise<void> => {
      const end = await flush(store, account() ?? '', urlOf(form), tick => send(form, tick),
        (tick, outcome) => { refusal(form, tick.member, outcome.kind === 'refused' ? outcome.reason : ''); });
      await paint(form, end === 'sign-in');
    };
    // Two tabs with the same roll take turns; the server would notice a repetition anyway.
    if (navigator.locks) await navigator.locks.request(`roll:${urlOf(form)}`, run);
    else await run();
  } finally {
    busy.delete(form);
  }
  if (more.delete(form)) await sendAll(form);
}

export async function tick(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const member = input.closest<HTMLElement>('[data-roll-member]')?.dataset['rollMember'];
  if (!member) return;
  await store.add({ key: crypto.randomUUID(), account: account() ?? '', url: urlOf(form), member, presence: presenceOf(input), at: new Date().toISOString() });
  refusal(form, member, '');
  await paint(form);
  await sendAll(form);
}

async function open(form: HTMLFormElement): Promise<void> {
  forms.add(form);
  void keepPages('roll', [location.pathname + location.search]);
  const waiting = await queueOf(form);
  for (const [member, kept] of latest(waiting)) {
    const row = rowOf(form, member);
    if (row) show(row, kept.presence);
  }
  if (waiting.length === 0) return;
  await paint(form);
  await sendAll(form);
}

function sendEverything(): void {
  for (const form of forms) {
    if (form.isConnected) void queueOf(form).then(waiting => waiting.length > 0 ? sendAll(form) : undefined);
    else forms.delete(form);
  }
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
    addEventListener('online', sendEverything);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) sendEverything(); });
    setInterval(() => { if (!document.hidden && navigator.onLine) sendEverything(); }, again);
  },
  start(root) {
    for (const form of all<HTMLFormElement>(root, 'form[data-roll]')) if (firstTime(seen, form)) void open(form);
  },
};
