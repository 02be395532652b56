/** Ticks of a roll and answers of a paper that are still to be sent: kept in order, each sent once in effect. Knows no browser. */
export interface Tick {
  key: string; account: string; url: string; member: string; presence: string; at: string;
  /** Of an answer: what is sent, instead of a roll's three words; `member` then names the question. */
  fields?: [string, string][];
}
export interface Kept extends Tick { id: number }

export interface TickStore {
  all(): Promise<Kept[]>;
  add(tick: Tick): Promise<void>;
  remove(id: number): Promise<void>;
}

export type Outcome = { kind: 'sent' } | { kind: 'refused'; reason: string } | { kind: 'later' } | { kind: 'sign-in' };

export const pending = async (store: TickStore, account: string, url: string): Promise<Kept[]> =>
  (await store.all()).filter(tick => tick.account === account && tick.url === url).sort((a, b) => a.id - b.id);

/** The last tick of each member: what the page has to show after a reload. */
export function latest(ticks: Kept[]): Map<string, Kept> {
  return new Map(ticks.map(tick => [tick.member, tick]));
}

/** Sends in order; stops at the first that has to wait. A tick leaves the store only after the server's word on it. */
export async function flush(
  store: TickStore, account: string, url: string, send: (tick: Kept) => Promise<Outcome>,
  told: (tick: Kept, outcome: Outcome) => void): Promise<Outcome['kind']> {
  for (const tick of await pending(store, account, url)) {
    const outcome = await send(tick);
    if (outcome.kind === 'later' || outcome.kind === 'sign-in') return outcome.kind;
    await store.remove(tick.id);
    told(tick, outcome);
  }
  return 'sent';
}
