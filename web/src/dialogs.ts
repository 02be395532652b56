import { all, firstTime, on, type Behaviour } from './dom.ts';

const seen = new WeakSet<Element>();

/** Native dialogs opened and closed by attribute; printing; the focus goes back to the opener by itself. */
export const dialogs: Behaviour = {
  once() {
    on('click', '[data-open]', (opener, event) => {
      const dialog = document.getElementById(opener.dataset['open'] ?? '');
      if (!(dialog instanceof HTMLDialogElement)) return;
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
    });
    on('click', '[data-close]', (closer, event) => {
      const dialog = closer.closest('dialog');
      if (!dialog) return;
      event.preventDefault();
      dialog.close();
    });
    on('click', 'dialog[data-light]', (dialog, event) => {
      if (event.target === dialog) (dialog as HTMLDialogElement).close();
    });
    on('click', '[data-print]', (_button, event) => {
      event.preventDefault();
      print();
    });
  },  // A dialog that the server sent open (without script it stands in the page) comes to the front.
  start(root) {
    for (const dialog of all<HTMLDialogElement>(root, 'dialog.z-dialog[open]').filter(one => firstTime(seen, one))) {
      dialog.close();
      dialog.showModal();
    }
  },
};
