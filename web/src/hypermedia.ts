import './htmx-config.ts';
import htmx from 'htmx.org';
import { antiforgery, isSignIn, type Behaviour } from './dom.ts';
import { policy } from './trusted.ts';

interface Context {
  sourceElement: Element;
  target?: Element | string;
  select?: string;
  leaving?: boolean;
  request: { method: string; action: string; form?: HTMLFormElement | null; headers: Record<string, string>; body: unknown };
  response?: { raw: Response; status: number };
}

const contextOf = (event: Event): Context => (event as CustomEvent<{ ctx: Context }>).detail.ctx;

function refuseCode(): never {
  throw new Error('Code in attributes is switched off (content security policy).');
}

htmx.registerExtension('zhijian', {
  init(api: { initSecurity(trusted: unknown, sync: unknown, async: unknown): void }) { api.initSecurity(policy, refuseCode, refuseCode); },
} as never);

function tell(problem: 'textOffline' | 'textFailed' | null): void {
  const place = document.getElementById('z-problem');
  if (!place) return;
  place.replaceChildren();
  if (!problem) return;
  const note = document.createElement('div');
  note.className = 'z-toast';
  note.textContent = place.dataset[problem] ?? '';
  place.append(note);
}

function addToken(ctx: Context): void {
  if (/^(GET|DIALOG)$/.test(ctx.request.method)) return;
  const body = ctx.request.body;
  if (body instanceof FormData && body.has('__RequestVerificationToken')) return;
  const token = antiforgery();
  if (token) ctx.request.headers['RequestVerificationToken'] = token;
}

/** Decides what an answer means before htmx swaps it: leave for another page, show a problem, or go on. */
function judge(event: Event): void {
  const ctx = contextOf(event);
  const raw = ctx.response?.raw;
  if (!raw) return;
  if (isSignIn(raw.url) && raw.redirected) return leave(event, ctx, raw.url);
  if (raw.ok) (ctx.request.form ?? ctx.sourceElement).dispatchEvent(new CustomEvent('z:accepted', { bubbles: true }));
  const fragment = ctx.target !== document.body && !ctx.select;
  if (raw.redirected && fragment && ctx.request.method !== 'GET') return leave(event, ctx, raw.url);
  if (raw.status >= 500) {
    event.preventDefault();
    tell('textFailed');
  }
}

function leave(event: Event, ctx: Context, url: string): void {
  event.preventDefault();
  ctx.leaving = true;
  location.assign(url);
}

export const hypermedia: Behaviour = {
  once() {
    document.addEventListener('htmx:config:request', event => { addToken(contextOf(event)); });
    document.addEventListener('htmx:before:request', () => { tell(null); });
    document.addEventListener('htmx:before:response', judge);
    document.addEventListener('htmx:error', event => { if (contextOf(event)) tell('textOffline'); });
    document.addEventListener('z:swapped', event => { htmx.process(event.target as Element); });
  },
};
