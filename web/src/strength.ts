import { all, fill, firstTime, type Behaviour } from './dom.ts';

const seen = new WeakSet<Element>();
const good = 20;

/** How far a new password is, in words: characters as people count them. The server looks at the rest. */
export function strengthOf(typed: string, shortest: number): 'short' | 'enough' | 'good' | null {
  const length = [...typed.normalize('NFC')].length;
  return length === 0 ? null : length < shortest ? 'short' : length < good ? 'enough' : 'good';
}

export const strength: Behaviour = {
  start(root) {
    for (const said of all(root, '[data-strength]').filter(one => firstTime(seen, one))) {
      const field = document.getElementById(said.dataset['strength'] ?? '');
      if (!(field instanceof HTMLInputElement)) continue;
      const shortest = Number(said.dataset['shortest']);
      field.addEventListener('input', () => {
        const is = strengthOf(field.value, shortest);
        const text = is === null ? '' : fill(said.dataset[is === 'short' ? 'textShort' : is === 'good' ? 'textGood' : 'textEnough'], shortest - [...field.value.normalize('NFC')].length);
        if (said.textContent !== text) said.textContent = text;
      });
    }
  },
};
