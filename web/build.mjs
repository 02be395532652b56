// npm run build: bundles style sheet, scripts and icons into ../src/Zhijian/wwwroot, and writes how Chinese characters are read into obj/readings.txt.
// Every file gets a name with its hash (assets.json maps the plain name to it) and a .gz and .br beside it.
// Nothing happens when no input has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import esbuild from 'esbuild';
import postcss from 'postcss';
import { PurgeCSS } from 'purgecss';
import { writeReadings } from './readings.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '../src/Zhijian/wwwroot');
const sources = join(here, '../src/Zhijian');
// What web views inside the campus chat programs still are in 2026.
const target = ['chrome90', 'safari15', 'firefox90'];
// Tabler parts we have repainted (css/controls.css). Others stay out until they are repainted too.
const tablerFamilies = /^(btn|form-(control|select|label|hint))/;

function filesUnder(folder, keep) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(bin|obj|node_modules|wwwroot)$/.test(entry.name) ? [] : filesUnder(path, keep);
    return keep.test(entry.name) ? [path] : [];
  }).sort();
}

const pages = filesUnder(sources, /\.(razor|cs)$/);
const inputs = [
  ...['build.mjs', 'readings.mjs', 'package-lock.json', 'icons.txt', 'manifest.json', 'favicon.svg'].map(name => join(here, name)),
  ...filesUnder(join(here, 'css'), /\.css$/), ...filesUnder(join(here, 'src'), /\.ts$/), ...pages,
];
const hash = bytes => createHash('sha256').update(bytes).digest('hex');

function stampOf(paths) {
  const all = createHash('sha256');
  for (const path of paths) all.update(relative(here, path)).update('\0').update(readFileSync(path)).update('\0');
  return all.digest('hex');
}

const stamp = stampOf(inputs);
const stampFile = join(out, '.stamp');
const readingsFile = join(here, 'obj/readings.txt');
if (!process.argv.includes('--force') && existsSync(readingsFile) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
  console.log('web: nothing to do');
  process.exit(0);
}

const started = Date.now();
const written = new Map();   // logical name -> { file, bytes }

const [css, app, charts, worker] = await Promise.all([styleSheet(), script('app.ts', 'iife'), script('charts.ts', 'esm'), script('sw.ts', 'iife')]);
add('app.css', css);
add('app.js', app);
add('charts.js', charts);
add('icons.svg', sprite());
add('favicon.svg', readFileSync(join(here, 'favicon.svg')));
const manifest = JSON.parse(readFileSync(join(here, 'manifest.json'), 'utf8'));
manifest.icons = [{ src: written.get('favicon.svg').file, sizes: 'any', type: 'image/svg+xml' }];
// These two have fixed addresses: the browser asks for them again itself.
add('manifest.webmanifest', JSON.stringify(manifest), false);
add('sw.js', worker, false);
await save();
console.log(`web: readings.txt ${(writeReadings(readingsFile) / 1024).toFixed(0)} K characters`);
report();

function add(name, content, hashed = true) {
  const bytes = Buffer.from(content);
  const dot = name.lastIndexOf('.');
  const file = hashed ? `${name.slice(0, dot)}.${hash(bytes).slice(0, 10)}${name.slice(dot)}` : name;
  written.set(name, { file, bytes });
}

async function script(entry, format) {
  const result = await esbuild.build({
    entryPoints: [join(here, 'src', entry)], bundle: true, minify: true, write: false, format, target, charset: 'utf8', legalComments: 'none',
  });
  return result.outputFiles[0].contents;
}

/** Our style sheet with the used parts of Tabler before it, as one minified file. */
async function styleSheet() {
  const ours = await esbuild.build({ entryPoints: [join(here, 'css/app.css')], bundle: true, write: false, charset: 'utf8' });
  const ownText = expandDark(ours.outputFiles[0].text);
  const tabler = await tablerPart(ownText);
  const { code } = await esbuild.transform(tabler + '\n' + ownText, { loader: 'css', minify: true, target, charset: 'utf8' });
  return code.replace('@charset "UTF-8";', '');
}

/** The dark tokens stand once in the source; here they are written for the chosen theme and for the system's. */
function expandDark(text) {
  const root = postcss.parse(text);
  root.walkRules('.dark-tokens', rule => {
    const wrap = (params, selector) => postcss.atRule({ name: 'media', params }).append(rule.clone({ selector }));
    rule.replaceWith(wrap('screen', ':root[data-theme=dark]'), wrap('screen and (prefers-color-scheme: dark)', ':root:not([data-theme=light])'));
  });
  return root.toString();
}

async function tablerPart(ownText) {
  const root = postcss.parse(readFileSync(join(here, 'node_modules/@tabler/core/dist/css/tabler.css'), 'utf8'));
  const classes = /\.((?:\\.|[\w-])+)/g;
  const foreign = selector => [...selector.matchAll(classes)].some(([, name]) => !tablerFamilies.test(name));
  root.walkRules(rule => {
    if (rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return;
    const kept = rule.selectors.filter(selector => !foreign(selector) && !/data-bs-|\[dir=|::-webkit-(scrollbar|calendar)/.test(selector));
    if (kept.length === 0) rule.remove(); else rule.selectors = kept;
  });
  // The content security policy names no data: addresses for images; ours are drawn in controls.css.
  root.walkDecls(decl => { if (decl.value.includes('url("data:')) decl.remove(); });
  root.walkAtRules(at => { if (at.name === 'font-face' || at.name === 'import' || at.name === 'charset' || (at.nodes && at.nodes.length === 0)) at.remove(); });
  const used = pages.map(path => ({ raw: readFileSync(path, 'utf8'), extension: 'html' }));
  const [result] = await new PurgeCSS().purge({
    content: used, css: [{ raw: root.toString() }], keyframes: true,
    defaultExtractor: text => text.match(/[\w-]+/g) ?? [],
    // The elements of the reset and the controls named in README.md are always there.
    safelist: { standard: [/^(html|body|a|p|h[1-6]|ul|ol|li|dl|dt|dd|b|strong|small|pre|code|kbd|img|svg|table|thead|tbody|tr|td|th|caption|label|button|input|select|optgroup|textarea|fieldset|legend|progress|summary|details|output|iframe|hr|abbr|address|blockquote|sub|sup|mark|del|ins)$/,
      'btn', 'form-control', 'form-select', 'form-label', 'form-hint', 'type', 'disabled', 'readonly', 'href', 'file', 'date', 'time', 'datetime-local', 'number', 'search', 'button', 'submit', 'reset'] },
  });
  return dropUnusedVariables(result.css, ownText);
}

/** Tabler declares hundreds of custom properties; only those that some kept rule reads stay. */
function dropUnusedVariables(css, ownText) {
  const root = postcss.parse(css);
  for (let removed = true; removed;) {
    removed = false;
    const read = new Set([...(root.toString() + ownText).matchAll(/var\((--[\w-]+)/g)].map(match => match[1]));
    root.walkDecls(/^--/, decl => { if (!read.has(decl.prop)) { decl.remove(); removed = true; } });
    root.walkRules(rule => { if (rule.nodes.length === 0) rule.remove(); });
  }
  root.walkComments(comment => { comment.remove(); });
  return root.toString();
}

/** One sprite with the icons of icons.txt and every icon that a page or a module names. */
function sprite() {
  const folder = join(here, 'node_modules/@tabler/icons/icons');
  const fileOf = name => name.endsWith('-filled') ? join(folder, 'filled', name.slice(0, -7) + '.svg') : join(folder, 'outline', name + '.svg');
  const listed = readFileSync(join(here, 'icons.txt'), 'utf8').replace(/^#.*$/gm, '').split(/\s+/).filter(Boolean);
  const names = new Set(listed);
  const missing = listed.filter(name => !existsSync(fileOf(name))).map(name => `icons.txt: ${name}`);
  for (const path of pages) {
    const text = readFileSync(path, 'utf8');
    for (const [, name] of text.matchAll(/<Icon\s[^>]*?Name="([a-z][a-z0-9-]*)"/g)) {
      if (existsSync(fileOf(name))) names.add(name); else if (name !== 'mark') missing.push(`${relative(here, path)}: ${name}`);
    }
    // Names chosen by code stand as literals on a line that says "icon", or are given to a menu entry.
    for (const line of text.split('\n').filter(line => /icon|MenuEntry/i.test(line))) {
      for (const [, name] of line.matchAll(/"([a-z][a-z0-9-]*)"/g)) if (existsSync(fileOf(name))) names.add(name);
    }
  }
  if (missing.length > 0) throw new Error(`web: no such Tabler icon\n  ${missing.join('\n  ')}`);
  const symbols = [...names].sort().map(name => {
    const svg = readFileSync(fileOf(name), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
    const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '').replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>');
    const paint = name.endsWith('-filled') ? ' fill="currentColor" stroke="none"' : '';
    return `<symbol id="${name}" viewBox="0 0 24 24"${paint}>${body}</symbol>`;
  });
  const mark = '<symbol id="mark" viewBox="0 0 28 28"><path fill="currentColor" stroke="none" d="M14 2.2c6.2 2.6 9.8 7.4 9.8 13.1 0 6-4.3 10.5-9.8 10.5S4.2 21.3 4.2 15.3C4.2 9.6 7.8 4.8 14 2.2Z"/>'
    + '<g fill="none" stroke-width="1.7" stroke-linecap="round"><path d="M14 25.5V15"/><path d="M10.4 21.5v-5.7a3.6 3.6 0 0 1 7.2 0v5.7"/><path d="M7.4 17.8v-2.2a6.6 6.6 0 0 1 13.2 0v2.2"/></g></symbol>';
  return `<svg xmlns="http://www.w3.org/2000/svg">${mark}${symbols.join('')}</svg>`;
}

async function save() {
  mkdirSync(out, { recursive: true });
  const names = new Set(['.stamp', 'assets.json']);
  const brotli = promisify(brotliCompress), zip = promisify(gzip);
  await Promise.all([...written.values()].map(async entry => {
    const path = join(out, entry.file);
    for (const suffix of ['', '.gz', '.br']) names.add(entry.file + suffix);
    if (existsSync(path) && existsSync(path + '.br') && readFileSync(path).equals(entry.bytes)) return;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: entry.bytes.length };
    const [gz, br] = await Promise.all([zip(entry.bytes, { level: 9 }), brotli(entry.bytes, { params })]);
    writeFileSync(path, entry.bytes);
    writeFileSync(path + '.gz', gz);
    writeFileSync(path + '.br', br);
  }));
  const assets = Object.fromEntries([...written].map(([name, entry]) => [name, entry.file]).sort());
  writeFileSync(join(out, 'assets.json'), JSON.stringify(assets, null, 2) + '\n');
  for (const name of readdirSync(out)) if (!names.has(name)) rmSync(join(out, name), { recursive: true });
  writeFileSync(stampFile, stamp);
}

function report() {
  for (const [name, { file }] of written) {
    const size = suffix => (statSync(join(out, file + suffix)).size / 1024).toFixed(1).padStart(7);
    console.log(`web: ${name.padEnd(22)}${size('')} KB ${size('.gz')} gz ${size('.br')} br`);
  }
  console.log(`web: ${Date.now() - started} ms`);
}
