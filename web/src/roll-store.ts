import type { Kept, Tick, TickStore } from './roll-queue.ts';

/** Ticks in IndexedDB: they outlive a reload, a crash and an empty battery. */
const name = 'zhijian', ticks = 'ticks';

function open(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => { request.result.createObjectStore(ticks, { keyPath: 'id', autoIncrement: true }); };
    request.onsuccess = () => { done(request.result); };
    request.onerror = () => { failed(request.error ?? new Error('no store')); };
  });
}

async function work<T>(mode: IDBTransactionMode, task: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((done, failed) => {
      const transaction = db.transaction(ticks, mode, { durability: 'strict' });
      const request = task(transaction.objectStore(ticks));
      transaction.oncomplete = () => { done(request.result); };
      transaction.onabort = transaction.onerror = () => { failed(transaction.error ?? new Error('not kept')); };
    });
  } finally {
    db.close();
  }
}

export const browserStore: TickStore = {
  all: () => work<Kept[]>('readonly', store => store.getAll() as IDBRequest<Kept[]>),
  async add(tick: Tick) { await work('readwrite', store => store.add(tick)); },
  async remove(id: number) { await work('readwrite', store => store.delete(id)); },
};
