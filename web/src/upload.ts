import { fill, isSignIn, on, swap, type Behaviour } from './dom.ts';

/** Uploads with a progress bar. Without script the same form posts as it is. */
const part = <T extends HTMLElement>(form: HTMLFormElement, name: string): T | null => form.querySelector<T>(`[data-upload-${name}]`);

function say(form: HTMLFormElement, text: string): void {
  const place = part(form, 'status');
  if (place) place.textContent = text;
}

function refuse(form: HTMLFormElement, text: string): void {
  const place = part(form, 'error');
  if (place) {
    place.hidden = text === '';
    place.textContent = text;
  }
  const field = form.querySelector<HTMLInputElement>('input[type=file]');
  if (text) field?.setAttribute('aria-invalid', 'true');
  else field?.removeAttribute('aria-invalid');
  if (text) field?.focus();
}

export function tooLarge(form: HTMLFormElement): boolean {
  const most = Number(form.dataset['maxBytes'] ?? 0);
  const fields = [...form.querySelectorAll<HTMLInputElement>('input[type=file]')];
  return most > 0 && fields.some(field => [...field.files ?? []].some(file => file.size > most));
}

/** What to say at the field: the server's own words where it sent some, else the page's text for the status. */
export function reasonOf(status: number, contentType: string, body: string, texts: DOMStringMap): string {
  if (contentType.includes('json')) {
    try {
      const problem = JSON.parse(body) as { detail?: string; title?: string };
      if (problem.detail ?? problem.title) return problem.detail ?? problem.title ?? '';
    } catch { /* not our problem document: the page's own text will do */ }
  }
  if (status === 413) return texts['textTooLarge'] ?? '';
  if (status === 415) return texts['textWrongType'] ?? '';
  return texts['textFailed'] ?? '';
}

function settle(form: HTMLFormElement, request: XMLHttpRequest): void {
  const texts = form.dataset;
  if (request.status < 200 || request.status >= 300) {
    refuse(form, reasonOf(request.status, request.getResponseHeader('Content-Type') ?? '', request.responseText, texts));
    say(form, '');
    return;
  }
  const target = texts['uploadTarget'] ? document.querySelector(texts['uploadTarget']) : null;
  if (isSignIn(request.responseURL)) { location.assign(request.responseURL); return; }
  form.dispatchEvent(new CustomEvent('z:accepted', { bubbles: true }));
  if (!target) { location.assign(request.responseURL); return; }
  swap(target, request.responseText);
  say(form, '');
  if (form.isConnected) form.reset();
}

function send(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const bar = part<HTMLProgressElement>(form, 'progress');
  const cancel = part<HTMLElement>(form, 'cancel');
  const request = new XMLHttpRequest();
  const show = (busy: boolean): void => { for (const element of [bar, cancel]) if (element) element.hidden = !busy; };
  request.open('POST', submitter?.getAttribute('formaction') ?? form.action);
  if (form.dataset['uploadTarget']) request.setRequestHeader('HX-Request', 'true');
  request.upload.addEventListener('progress', event => {
    if (!event.lengthComputable) return;
    if (bar) { bar.max = event.total; bar.value = event.loaded; }
    say(form, fill(form.dataset['textProgress'], Math.floor(event.loaded / event.total * 100)));
  });
  request.addEventListener('load', () => { settle(form, request); });
  request.addEventListener('error', () => { refuse(form, form.dataset['textFailed'] ?? ''); say(form, ''); });
  request.addEventListener('loadend', () => {
    show(false);
    form.dispatchEvent(new CustomEvent('z:unlock', { bubbles: true }));
  });
  if (cancel) cancel.onclick = event => { event.preventDefault(); request.abort(); say(form, ''); };
  show(true);
  const body = new FormData(form);
  const name = submitter?.getAttribute('name');
  if (name) body.append(name, submitter?.getAttribute('value') ?? '');
  request.send(body);
}

export const upload: Behaviour = {
  once() {
    on('submit', 'form[data-upload]', (element, event) => {
      const form = element as HTMLFormElement;
      if (event.defaultPrevented || event.submitter?.hasAttribute('formnovalidate')) return;
      event.preventDefault();
      refuse(form, '');
      if (tooLarge(form)) {
        refuse(form, form.dataset['textTooLarge'] ?? '');
        setTimeout(() => { form.dispatchEvent(new CustomEvent('z:unlock', { bubbles: true })); });
        return;
      }
      send(form, event.submitter);
    });
  },
};
