import { on, type Behaviour } from './dom.ts';

/** Light or dark: the cookie tells the server, which writes data-theme, so no page flashes. */
const yearInSeconds = 31_536_000;

export function currentTheme(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function setTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset['theme'] = theme;
  document.cookie = `zj-theme=${theme}; path=/; max-age=${yearInSeconds}; samesite=lax`;
  document.dispatchEvent(new CustomEvent('z:theme'));
  paintBrowser();
}

function paintBrowser(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
  if (meta) meta.content = getComputedStyle(document.documentElement).getPropertyValue('--z-bg').trim();
}

export const theme: Behaviour = {
  once() {
    on('click', '[data-theme-toggle]', (_button, event) => {
      event.preventDefault();
      setTheme(currentTheme() === 'dark' ? 'light' : 'dark');
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { document.dispatchEvent(new CustomEvent('z:theme')); });
    paintBrowser();
  },
};
