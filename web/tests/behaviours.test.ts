import './page.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, parse, swap } from '../src/dom.ts';
import { address } from '../src/filter.ts';
import { placeToFocus } from '../src/focus-after-swap.ts';
import { pagesOf } from '../src/kept-pages.ts';
import { deliver } from '../src/live.ts';
import { lock, unlock } from '../src/lock-buttons.ts';
import { copied, guarded } from '../src/guarded.ts';
import { presenceOf } from '../src/offline-roll.ts';
import { secondsLeft } from '../src/refresh.ts';
import { next } from '../src/roving.ts';
import { isOff, press, shortcuts } from '../src/shortcuts.ts';
import { strengthOf } from '../src/strength.ts';
import { policy } from '../src/trusted.ts';
import { reasonOf } from '../src/upload.ts';
import { find, page } from './page.ts';

test('scripts never come in with a fragment', () => {
  const content = parse('<p>a</p><script>alert(1)</script><SCRIPT src=x></SCRIPT ><b>c</b><script>open');
  assert.equal(content.querySelectorAll('script').length, 0);
  assert.equal(content.querySelectorAll('p, b').length, 2);
});

test('only pages of the library are kept on a wish', () => {
  page('<button id="k" data-keep-pages="/library/1 /library/1?part=2 https://elsewhere.example/ /people/1"></button>');
  assert.deepEqual(pagesOf(find('#k')), ['/library/1', '/library/1?part=2']);
});

test('the policy lets only our service worker be loaded as a script', () => {
  assert.equal(policy.createScriptURL('/sw.js'), '/sw.js');
  assert.throws(() => policy.createScriptURL('https://elsewhere.example/sw.js'));
  assert.throws(() => policy.createScriptURL('/other.js'));
});

test('what is copied from a sensitive document bears its mark, and its pages are not dragged out', () => {
  page('<section class="z-doc" data-mark="M-1 张敏"><img id="sheet" draggable="false"></section>');
  guarded.start?.(document.body);
  assert.equal(copied(' 两行 ', 'M-1 张敏'), '两行\nM-1 张敏');
  assert.equal(copied('', 'M-1 张敏'), 'M-1 张敏');
  const drag = new Event('dragstart', { bubbles: true, cancelable: true });
  find('#sheet').dispatchEvent(drag);
  assert.equal(drag.defaultPrevented, true);
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(find('.z-doc').classList.contains('is-covered'), true);
  Object.defineProperty(document, 'hidden', { value: false, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(find('.z-doc').classList.contains('is-covered'), false);
});

test('texts of the page take their values by place', () => {
  assert.equal(fill('已存 {0} 条，{1}', 3, 'x'), '已存 3 条，x');
  assert.equal(fill(undefined, 3), '');
});

test('a swapped fragment announces itself to the other behaviours', () => {
  page('<div id="t">old</div>');
  let told = 0;
  document.addEventListener('z:swapped', () => { told++; }, { once: true });
  swap(find('#t'), '<p>new</p>');
  assert.equal(find('#t').innerHTML, '<p>new</p>');
  assert.equal(told, 1);
});

test('a live event reaches only the watchers of its name, at their target', () => {
  page('<div id="a" data-live="/l" data-live-events="arrived">-</div><div id="b" data-live="/l" data-live-events="count left" data-live-target="#c"></div><p id="c">-</p>');
  deliver([find('#a'), find('#b')], 'count', '<i>7</i>');
  assert.equal(find('#a').textContent, '-');
  assert.equal(find('#c').innerHTML, '<i>7</i>');
});

test('live content can be put before what is there', () => {
  page('<ul id="a" data-live="/l" data-live-swap="prepend"><li>1</li></ul>');
  deliver([find('#a')], 'message', '<li>2</li>');
  assert.equal(find('#a').textContent, '21');
});

test('a locked button says so and is itself again after unlocking', () => {
  page('<form><button data-busy="提交中">提交</button></form>');
  const form = find<HTMLFormElement>('form'), button = find('button');
  lock(form, button);
  assert.equal(button.getAttribute('aria-busy'), 'true');
  assert.match(button.textContent ?? '', /提交中/);
  unlock(form);
  assert.equal(button.innerHTML, '提交');
  assert.equal(button.hasAttribute('aria-disabled'), false);
});

test('a form marked data-no-lock is not locked', () => {
  page('<form data-no-lock><button>下载</button></form>');
  lock(find<HTMLFormElement>('form'), find('button'));
  assert.equal(find('button').innerHTML, '下载');
});

test('a key clicks its element, unless the keys are switched off', () => {
  page('<div data-shortcuts="review"><input type="checkbox" data-shortcuts-toggle="review" checked><button data-key="a">通过</button></div>');
  let clicks = 0;
  find('[data-key=a]').addEventListener('click', () => { clicks++; });
  assert.ok(press('A'));
  localStorage.setItem('z-keys-off:review', '1');
  assert.equal(press('a'), false);
  assert.equal(clicks, 1);
  assert.ok(isOff('review'));
  shortcuts.start?.(document.body);
  assert.equal(find<HTMLInputElement>('input').checked, false);
  localStorage.clear();
});

test('J and K walk the list and stop at its ends', () => {
  page('<ul data-shortcuts="review"><li><a href="#1" data-nav-item id="i1">1</a></li><li><a href="#2" data-nav-item id="i2">2</a></li></ul>');
  press('j');
  assert.equal(document.activeElement?.id, 'i1');
  press('j');
  press('j');
  assert.equal(document.activeElement?.id, 'i2');
  press('k');
  assert.equal(document.activeElement?.id, 'i1');
});

test('arrow keys in a table keep the column, even past cells without a link', () => {
  page('<table><tr><td><a id="a">1</a></td><td><a id="b">2</a></td></tr><tr><td>-</td><td><a id="d">4</a></td></tr></table>');
  const rows = [[find('#a'), find('#b')], [find('#d')]];
  assert.equal(next(rows, find('#b'), 'ArrowDown', false)?.id, 'd');
  assert.equal(next(rows, find('#a'), 'ArrowRight', false)?.id, 'b');
  assert.equal(next(rows, find('#d'), 'Home', true)?.id, 'a');
  assert.equal(next(rows, find('#a'), 'ArrowUp', false), undefined);
});

test('the focus goes to the error summary before any heading', () => {
  page('<main><h1>t</h1><div class="z-errsum">2</div><h2 data-focus>x</h2></main>');
  assert.equal(placeToFocus(document.body)?.className, 'z-errsum');
  find('.z-errsum').remove();
  assert.equal(placeToFocus(document.body)?.tagName, 'H2');
});

test('a filter asks for what is filled in, without the form\'s own hidden fields', () => {
  page('<form action="/members?x=1"><input name="q" value="党员"><input name="state" value=""><input name="__RequestVerificationToken" value="t"></form>');
  assert.equal(address(find<HTMLFormElement>('form')), `/members?q=${encodeURIComponent('党员')}`);
});

test('a code that holds shorter than the interval is renewed sooner', () => {
  page('<div id="a"><p data-left="13"></p></div><div id="b"></div>');
  assert.equal(secondsLeft(find('#a'), 20), 13);
  assert.equal(secondsLeft(find('#b'), 20), 20);
});

test('a refused upload says the server\'s words, else the page\'s', () => {
  const texts = { textTooLarge: '太大', textWrongType: '类型不对', textFailed: '没有传上' } as unknown as DOMStringMap;
  assert.equal(reasonOf(415, 'application/problem+json', '{"detail":"不收这种文件"}', texts), '不收这种文件');
  assert.equal(reasonOf(413, 'text/html', '<p>', texts), '太大');
  assert.equal(reasonOf(415, 'application/problem+json', 'broken', texts), '类型不对');
  assert.equal(reasonOf(500, '', '', texts), '没有传上');
});

test('an unticked box means absent unless it names another word', () => {
  page('<input type="checkbox" value="present" id="a"><input type="checkbox" value="present" data-off="leave" id="b"><input type="checkbox" value="present" checked id="c">');
  assert.deepEqual(['#a', '#b', '#c'].map(id => presenceOf(find<HTMLInputElement>(id))), ['absent', 'leave', 'present']);
});

test('a password is measured as people count characters', () => {
  assert.equal(strengthOf('', 15), null);
  assert.equal(strengthOf('今天天气真的很好啊', 15), 'short');
  assert.equal(strengthOf('e\u0301'.repeat(14), 15), 'short');
  assert.equal(strengthOf('😀'.repeat(15), 15), 'enough');
  assert.equal(strengthOf('a sentence that I remember', 15), 'good');
});
