import './page.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNotes, readTable } from '../src/charts.ts';
import { find, page } from './page.ts';

test('a chart is read from its table without the notes in the foot, which stand at the points of their series', () => {
  page(`<table id="t"><thead><tr><th>类型</th><th>9月</th><th>10月</th></tr></thead>
    <tbody><tr><th>主题党日</th><td>1,200</td><td>3</td></tr><tr><th>会议</th><td></td><td>2</td></tr></tbody>
    <tfoot><tr><th>批注</th><td></td><td><a href="#n-1">批注1</a></td></tr></tfoot></table>
    <ol id="n"><li data-head="10月" data-series="主题党日"></li><li data-head="9月" data-series="会议"></li><li data-head="10月" data-series="会议"></li></ol>`);
  const { heads, series } = readTable(find('#t'));
  assert.deepEqual(series.map(one => one.name), ['主题党日', '会议']);
  assert.deepEqual(series[0]?.values, [1200, 3]);
  assert.deepEqual(readNotes(find('#n'), heads, series[0]?.values ?? [], '主题党日'), [{ coord: ['10月', 3], value: '1' }]);
  // Where the series has no number there is no point to stand at; the list and the table say it all the same.
  assert.deepEqual(readNotes(find('#n'), heads, series[1]?.values ?? [], '会议'), [{ coord: ['10月', 2], value: '3' }]);
  assert.deepEqual(readNotes(null, heads, [], '会议'), []);
});
