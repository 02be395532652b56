import './page.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, remove } from '../src/rows.ts';
import { find, page } from './page.ts';

const row = (at: number): string => `<div data-row><label for="Items_${at}__Text">x</label><input id="Items_${at}__Text" name="Items[${at}].Text">
  <button data-rows-remove name="_rows" value="remove:${at}">-</button></div>`;
const open = (): HTMLElement => { page(`<div data-rows="Items" data-rows-max="3">${row(0)}${row(1)}<template>${row(0)}</template></div>`); return find('[data-rows]'); };
const names = (): string[] => [...document.querySelectorAll('[data-rows] > [data-row] input')].map(input => input.getAttribute('name') ?? '');

test('an added row takes the next index in name, id and label', () => {
  const added = add(open());
  assert.equal(added?.querySelector('input')?.getAttribute('name'), 'Items[2].Text');
  assert.equal(added?.querySelector('label')?.getAttribute('for'), added?.querySelector('input')?.id);
  assert.equal(added?.querySelector('button')?.getAttribute('value'), 'remove:2');
});

test('no row is added beyond the limit', () => {
  const box = open();
  assert.ok(add(box));
  assert.equal(add(box), null);
});

test('after a removal the names are without gaps and typed values stay', () => {
  const box = open();
  const second = [...box.querySelectorAll<HTMLInputElement>(':scope > [data-row] input')][1];
  assert.ok(second);
  second.value = 'kept';
  remove(box, find('[data-rows] > [data-row]'));
  assert.deepEqual(names(), ['Items[0].Text']);
  assert.equal(second.value, 'kept');
});
