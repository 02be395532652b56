import './page.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, move, remove, rows } from '../src/rows.ts';
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

test('a row changes places with its neighbour, keeps what was typed and is numbered anew', () => {
  const box = open();
  const [first, second] = [...box.querySelectorAll<HTMLInputElement>(':scope > [data-row] input')];
  assert.ok(first && second);
  first.value = 'a';
  second.value = 'b';
  assert.ok(move(box, second.closest<HTMLElement>('[data-row]')!, true));
  assert.deepEqual([...box.querySelectorAll<HTMLInputElement>(':scope > [data-row] input')].map(i => [i.name, i.value]), [['Items[0].Text', 'b'], ['Items[1].Text', 'a']]);
  assert.equal(move(box, second.closest<HTMLElement>('[data-row]')!, true), false);
});

test('rows inside a row, and their template, follow its number', () => {
  const inner = (item: number, at: number): string => `<p data-row><input id="Items_${item}__Votes_${at}__Yes" name="Items[${item}].Votes[${at}].Yes"><b data-row-number>${at + 1}</b></p>`;
  const outer = (item: number): string => `<div data-row><i data-row-number>${item + 1}</i><div data-rows="Items[${item}].Votes">${inner(item, 0)}<template>${inner(item, 0)}</template></div><button data-rows-add="Items[${item}].Votes">+</button></div>`;
  page(`<div id="all" data-rows="Items">${outer(0)}<template>${outer(0)}</template></div>`);
  const second = add(find('#all'));
  const box = second?.querySelector<HTMLElement>('[data-rows]');
  assert.ok(second && box);
  assert.equal(box.dataset['rows'], 'Items[1].Votes');
  assert.equal(second.querySelector('button')?.dataset['rowsAdd'], 'Items[1].Votes');
  const vote = add(box);
  assert.equal(vote?.querySelector('input')?.getAttribute('name'), 'Items[1].Votes[1].Yes');
  assert.equal(vote?.querySelector('[data-row-number]')?.textContent, '2');
  assert.equal(second.querySelector('i')?.textContent, '2');
});

test('a button inside a row adds to the rows it names', () => {
  rows.once?.();
  page(`<div data-rows="Items"><div data-row><div data-rows="Items[0].Votes"><template><p data-row><input name="Items[0].Votes[0].Yes"></p></template></div><button data-rows-add="Items[0].Votes">+</button></div><template><div data-row></div></template></div>`);
  find('button').click();
  assert.equal(document.querySelectorAll('[data-rows="Items"] > [data-row]').length, 1);
  assert.equal(document.querySelectorAll('[data-rows="Items[0].Votes"] > [data-row]').length, 1);
});
