import './page.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, draft, restore } from '../src/draft.ts';
import { find, page, turn } from './page.ts';

const form = (inner = ''): string => `<form data-draft="minutes" method="post"><input type="hidden" name="_version" value="1"><input name="title"><input type="password" name="secret">
  <input type="checkbox" name="who" value="a"><input type="checkbox" name="who" value="b"><textarea name="text"></textarea><p data-draft-note hidden></p><p data-draft-older hidden></p>${inner}</form>`;
const kept = (): string | null => localStorage.getItem('z-draft:u1:minutes');
const opened = (markup: string): HTMLFormElement => { page(markup); draft.start?.(document.body); return find<HTMLFormElement>('form'); };

test('a draft holds what was typed, but no password and no hidden field', () => {
  page(form());
  find<HTMLInputElement>('[name=title]').value = 'T';
  find<HTMLInputElement>('[name=secret]').value = 'S';
  find<HTMLInputElement>('[value=b]').checked = true;
  assert.deepEqual(collect(find<HTMLFormElement>('form')).fields, [['title', 'T'], ['who', 'b'], ['text', '']]);
});

test('restoring counts and marks only the fields that differ', () => {
  page(form());
  const changed = restore(find<HTMLFormElement>('form'), { version: '1', fields: [['title', 'T'], ['who', 'b'], ['text', '']] });
  assert.equal(changed, 2);
  assert.ok(find('[name=title]').classList.contains('is-restored'));
  assert.ok(!find('[name=text]').classList.contains('is-restored'));
});

test('typed text comes back after a reload, and the page says so', async () => {
  localStorage.clear();
  draft.once?.();
  opened(form());
  find<HTMLInputElement>('[name=title]').value = 'T';
  find('[name=title]').dispatchEvent(new Event('input', { bubbles: true }));
  await turn(450);
  assert.ok(kept());
  opened(form());
  assert.equal(find<HTMLInputElement>('[name=title]').value, 'T');
  assert.equal(find('[data-draft-note]').hidden, false);
});

test('when the record changed since, nothing is put back by itself', () => {
  localStorage.setItem('z-draft:u1:minutes', JSON.stringify({ version: '0', fields: [['title', 'old']] }));
  opened(form());
  assert.equal(find<HTMLInputElement>('[name=title]').value, '');
  assert.equal(find('[data-draft-older]').hidden, false);
});

test('a draft that was sent and came back without errors is forgotten', () => {
  localStorage.setItem('z-draft:u1:minutes', JSON.stringify({ version: '1', fields: [['title', 'T']], sent: true }));
  opened(form());
  assert.equal(kept(), null);
});

test('a draft that was sent and came back with errors is kept', () => {
  localStorage.setItem('z-draft:u1:minutes', JSON.stringify({ version: '1', fields: [['title', 'T']], sent: true }));
  opened(form('<input name="end" aria-invalid="true" value="13:00">'));
  assert.ok(kept());
});

test('an accepted post clears the draft', () => {
  localStorage.setItem('z-draft:u1:minutes', JSON.stringify({ version: '1', fields: [['title', 'T']] }));
  opened(form()).dispatchEvent(new CustomEvent('z:accepted', { bubbles: true }));
  assert.equal(kept(), null);
});

test('rows that were added and typed in come back', () => {
  const row = '<p data-row><input name="Points[0].Text"></p>';
  page(form(`<div data-rows="Points">${row}<template>${row}</template></div>`));
  restore(find<HTMLFormElement>('form'), { version: '1', fields: [['Points[0].Text', 'a'], ['Points[1].Text', 'b'], ['Points[2].Text', '']] });
  assert.deepEqual([...document.querySelectorAll<HTMLInputElement>('[data-row] > input')].map(i => [i.name, i.value]), [['Points[0].Text', 'a'], ['Points[1].Text', 'b']]);
});
