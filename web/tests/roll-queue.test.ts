import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flush, latest, pending, type Kept, type Outcome, type Tick, type TickStore } from '../src/roll-queue.ts';

const tick = (key: string, member = '1', presence = 'present'): Tick => ({ key, account: 'u1', url: '/roll', member, presence, at: '2026-11-20T06:30:00Z' });

class Shelf implements TickStore {
  kept: Kept[] = [];
  #next = 1;
  all(): Promise<Kept[]> { return Promise.resolve([...this.kept].reverse()); }
  add(one: Tick): Promise<void> { this.kept.push({ ...one, id: this.#next++ }); return Promise.resolve(); }
  remove(id: number): Promise<void> { this.kept = this.kept.filter(one => one.id !== id); return Promise.resolve(); }
}

async function shelf(...ticks: Tick[]): Promise<Shelf> {
  const made = new Shelf();
  for (const one of ticks) await made.add(one);
  return made;
}

test('ticks are sent in the order they were made', async () => {
  const store = await shelf(tick('a'), tick('b', '2'), tick('c'));
  const sent: string[] = [];
  const end = await flush(store, 'u1', '/roll', one => { sent.push(one.key); return Promise.resolve({ kind: 'sent' }); }, () => undefined);
  assert.equal(end, 'sent');
  assert.deepEqual(sent, ['a', 'b', 'c']);
  assert.equal(store.kept.length, 0);
});

test('without network a tick stays and so do all after it', async () => {
  const store = await shelf(tick('a'), tick('b'), tick('c'));
  const end = await flush(store, 'u1', '/roll', one => Promise.resolve<Outcome>({ kind: one.key === 'b' ? 'later' : 'sent' }), () => undefined);
  assert.equal(end, 'later');
  assert.deepEqual(store.kept.map(one => one.key), ['b', 'c']);
});

test('a tick sent again carries the same key', async () => {
  const store = await shelf(tick('a'));
  const keys: string[] = [];
  const send = (one: Kept): Promise<Outcome> => { keys.push(one.key); return Promise.resolve({ kind: keys.length === 1 ? 'later' : 'sent' }); };
  await flush(store, 'u1', '/roll', send, () => undefined);
  await flush(store, 'u1', '/roll', send, () => undefined);
  assert.deepEqual(keys, ['a', 'a']);
});

test('a refused tick leaves the queue, is told, and does not hold up the others', async () => {
  const store = await shelf(tick('a'), tick('b', '2'));
  const told: string[] = [];
  await flush(store, 'u1', '/roll', one => Promise.resolve<Outcome>(one.key === 'a' ? { kind: 'refused', reason: 'no' } : { kind: 'sent' }),
    (one, outcome) => { told.push(`${one.key} ${outcome.kind}`); });
  assert.deepEqual(told, ['a refused', 'b sent']);
  assert.equal(store.kept.length, 0);
});

test('ticks of another account or another roll are not sent', async () => {
  const store = await shelf({ ...tick('a'), account: 'u2' }, { ...tick('b'), url: '/other' }, tick('c'));
  assert.deepEqual((await pending(store, 'u1', '/roll')).map(one => one.key), ['c']);
});

test('after a reload the last tick of each member counts', async () => {
  const store = await shelf(tick('a', '1', 'present'), tick('b', '2', 'leave'), tick('c', '1', 'absent'));
  const last = latest(await pending(store, 'u1', '/roll'));
  assert.equal(last.get('1')?.presence, 'absent');
  assert.equal(last.get('2')?.presence, 'leave');
});
