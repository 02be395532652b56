import { account, antiforgery, isSignIn, parse } from './dom.ts';
import { flush, pending, type Kept, type Outcome, type TickStore } from './roll-queue.ts';
import { browserStore } from './roll-store.ts';

/** What waits in this browser is sent in order, and never twice in effect: ticks of a roll, answers of a paper. */
export interface Sender {
  /** On the page as long as its answers can be shown there. */
  element: HTMLElement;
  url: string;
  paint(signIn: boolean): Promise<void>;
  told(tick: Kept, outcome: Outcome): void;
}

const senders = new Set<Sender>();
const busy = new WeakSet<Sender>();
const more = new WeakSet<Sender>();
const again = 15_000;
let store: TickStore = browserStore;
let listens = false;

/** For tests: another place to keep them. */
export function keepIn(other: TickStore): void { store = other; }

export const waitingFor = (url: string): Promise<Kept[]> => pending(store, account() ?? '', url);

export const put = (url: string, member: string, presence: string, fields?: [string, string][]): Promise<void> =>
  store.add({ key: crypto.randomUUID(), account: account() ?? '', url, member, presence, at: new Date().toISOString(), ...(fields ? { fields } : {}) });

async function post(element: HTMLElement, tick: Kept): Promise<Response> {
  const body = new URLSearchParams(tick.fields ?? { member: tick.member, presence: tick.presence, at: tick.at });
  const token = antiforgery(element);
  if (token) body.set('__RequestVerificationToken', token);
  return fetch(tick.url, { method: 'POST', body, headers: { 'Idempotency-Key': tick.key, 'HX-Request': 'true', Accept: 'application/problem+json, text/html' } });
}

/** A page kept for days carries an old token: the new one comes from the page itself. */
async function renewToken(element: HTMLElement): Promise<boolean> {
  const answer = await fetch(location.href, { cache: 'no-store' });
  if (!answer.ok || isSignIn(answer.url)) return false;
  const fresh = antiforgery(parse(await answer.text()));
  const fields = element.querySelectorAll<HTMLInputElement>('input[name="__RequestVerificationToken"]');
  if (!fresh || fields.length === 0 || fresh === fields[0]?.value) return false;
  for (const field of fields) field.value = fresh;
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

export async function send(element: HTMLElement, tick: Kept): Promise<Outcome> {
  try {
    let answer = await post(element, tick);
    if (answer.status === 400 && await renewToken(element)) answer = await post(element, tick);
    return await outcomeOf(answer);
  } catch {
    return { kind: 'later' };
  }
}

export async function sendAll(sender: Sender): Promise<void> {
  // One that came while others are being sent goes right after them.
  if (busy.has(sender)) { more.add(sender); return; }
  busy.add(sender);
  try {
    const run = async (): Promise<void> => {
      const end = await flush(store, account() ?? '', sender.url, tick => send(sender.element, tick), (tick, outcome) => { sender.told(tick, outcome); });
      await sender.paint(end === 'sign-in');
    };
    // Two tabs with the same page take turns; the server would notice a repetition anyway.
    if (navigator.locks) await navigator.locks.request(`roll:${sender.url}`, run);
    else await run();
  } finally {
    busy.delete(sender);
  }
  if (more.delete(sender)) await sendAll(sender);
}

export function sendEverything(): void {
  for (const sender of senders) {
    if (sender.element.isConnected) void waitingFor(sender.url).then(waiting => waiting.length > 0 ? sendAll(sender) : undefined);
    else senders.delete(sender);
  }
}

/** From now on what waits for this sender is sent whenever the network is there. */
export function register(sender: Sender): void {
  senders.add(sender);
  if (listens) return;
  listens = true;
  addEventListener('online', sendEverything);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) sendEverything(); });
  setInterval(() => { if (!document.hidden && navigator.onLine) sendEverything(); }, again);
}
