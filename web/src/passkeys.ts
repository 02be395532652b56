import { all, firstTime, type Behaviour } from './dom.ts';
import { unlock } from './lock-buttons.ts';

const seen = new WeakSet<Element>();

/** The newer half of WebAuthn: what the server says and reads is JSON. Without it the page stays as it was. */
const knows = (): boolean =>
  'credentials' in navigator && typeof PublicKeyCredential === 'function'
  && 'parseCreationOptionsFromJSON' in PublicKeyCredential && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

interface Question { options: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON; state: string }

/** Asks the server for the question and the device for its answer; the form's hidden fields carry both back. */
async function answer(box: HTMLElement, form: HTMLFormElement): Promise<void> {
  const asked = await fetch(box.dataset['question'] ?? '', { headers: { Accept: 'application/json' } });
  if (!asked.ok || !asked.headers.get('Content-Type')?.includes('json')) throw new Error(`the server answered ${asked.status}`);
  const { options, state } = await asked.json() as Question;
  const credential = box.dataset['passkey'] === 'create'
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no credential');
  put(form, 'Form.Passkey', JSON.stringify(credential.toJSON()));
  put(form, 'Form.State', state);
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

export const passkeys: Behaviour = {
  start(root) {
    for (const box of all(root, '[data-passkey]').filter(one => firstTime(seen, one))) {
      const form = box.querySelector('form');
      const template = box.querySelector('template');
      if (!form || !template || !knows()) continue;
      form.append(template.content.cloneNode(true));
      const problem = box.querySelector<HTMLElement>('[data-passkey-problem]');
      form.querySelector<HTMLButtonElement>(':scope > button')?.addEventListener('click', event => {
        const button = event.currentTarget as HTMLButtonElement;
        if (!form.reportValidity() || button.getAttribute('aria-busy') === 'true') return;
        button.setAttribute('aria-busy', 'true');
        if (problem) problem.hidden = true;
        answer(box, form).then(() => { form.requestSubmit(); }, () => {
          unlock(form);
          if (problem) { problem.textContent = problem.dataset['text'] ?? ''; problem.hidden = false; }
        }).finally(() => { button.removeAttribute('aria-busy'); });
      });
      box.hidden = false;
    }
  },
};
