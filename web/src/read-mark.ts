import { antiforgery, on, type Behaviour } from './dom.ts';

/** Opening a message marks it as read; the link itself leads where it always did. */
export const readMark: Behaviour = {
  once() {
    for (const type of ['click', 'auxclick'] as const) {
      on(type, 'a[data-read]', link => {
        const address = link.dataset['read'];
        const token = antiforgery();
        if (!address || !token) return;
        delete link.dataset['read'];
        void fetch(address, { method: 'POST', keepalive: true, redirect: 'manual', headers: { RequestVerificationToken: token, 'Idempotency-Key': crypto.randomUUID() } }).catch(() => undefined);
      });
    }
  },
};
