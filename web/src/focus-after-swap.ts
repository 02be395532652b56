import { all, announce, type Behaviour } from './dom.ts';

/** After new content came, the focus goes to what it is about, and its count is read out. */
interface Swapped { sourceElement?: Element; target?: Element | string; swap?: string }

export function placeToFocus(content: ParentNode): HTMLElement | null {
  return content.querySelector<HTMLElement>('.z-errsum') ?? content.querySelector<HTMLElement>('[data-focus]')
    ?? content.querySelector<HTMLElement>('main h1') ?? content.querySelector<HTMLElement>('h1, h2');
}

export function focusOn(place: HTMLElement | null): void {
  if (!place) return;
  if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
  place.focus();
}

function say(content: ParentNode): void {
  const texts = all(content, '[data-announce]').map(element => element.dataset['announce'] ?? '');
  if (texts.length > 0) announce(texts.join(' '));
}

function after(ctx: Swapped): void {
  const target = typeof ctx.target === 'string' ? document.querySelector(ctx.target) : ctx.target;
  // An outer swap has replaced the target: the element with its id stands there now.
  const content = target?.isConnected ? target : target?.id ? document.getElementById(target.id) : null;
  if (!content || ctx.swap === 'none') return;
  say(content);
  const active = document.activeElement;
  const kept = active && active !== document.body && active.isConnected && (content.contains(active) || ctx.sourceElement?.hasAttribute('data-keep-focus'));
  if (kept && !content.querySelector('.z-errsum')) return;
  if (!ctx.sourceElement?.hasAttribute('data-keep-focus')) focusOn(placeToFocus(content));
}

export const focusAfterSwap: Behaviour = {
  once() {
    document.addEventListener('htmx:after:swap', event => { after((event as CustomEvent<{ ctx: Swapped }>).detail.ctx); });
    document.addEventListener('z:swapped', event => { say(event.target as Element); });
    focusOn(document.querySelector<HTMLElement>('.z-errsum'));
  },
};
