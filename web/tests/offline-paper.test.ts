import './page.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsOf, fillIn, isAnswered } from '../src/offline-paper.ts';
import { find, page } from './page.ts';

const form = (): HTMLFormElement => {
  page(`<form id="f"><input type="hidden" name="__RequestVerificationToken" value="t"><input type="hidden" name="_key" value="k"><input type="hidden" name="place" value="3">
    <input type="checkbox" name="a0" value="0"><input type="checkbox" name="a0" value="1"><select name="a1"><option value=""></option><option value="2">2</option></select><input name="score" value="9"></form>`);
  return find<HTMLFormElement>('#f');
};

test('of a form only its place and what was marked is sent', () => {
  const one = form();
  find<HTMLInputElement>('[name=a0][value="1"]').checked = true;
  assert.deepEqual(fieldsOf(one), [['place', '3'], ['a0', '1'], ['a1', '']]);
});

test('what waits on the device is marked again, and a question counts as answered when every control says something', () => {
  const one = form();
  assert.equal(isAnswered(one), false);
  fillIn(one, [['place', '3'], ['a0', '0'], ['a1', '2']]);
  assert.equal(find<HTMLInputElement>('[name=a0][value="0"]').checked, true);
  assert.equal(find<HTMLInputElement>('[name=a0][value="1"]').checked, false);
  assert.equal(isAnswered(one), true);
});
