// Writes the table by which the server spells Chinese names (../web/obj/readings.txt), from the package pinyin-pro: how each character is read, without tones,
// the usual reading first; surnames that are read otherwise than the character alone; words in which a character is not read as usually.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pinyin } from 'pinyin-pro';
import words2 from 'pinyin-pro/dist/esm/data/dict2.mjs';
import words3 from 'pinyin-pro/dist/esm/data/dict3.mjs';
import words4 from 'pinyin-pro/dist/esm/data/dict4.mjs';
import words5 from 'pinyin-pro/dist/esm/data/dict5.mjs';
import surnames from 'pinyin-pro/dist/esm/data/surname.mjs';

/** The Chinese characters of Unicode that stand in names: the common block, extension A, and those beyond the first plane. */
const blocks = [[0x4E00, 0x9FFF], [0x3400, 0x4DBF], [0x3007, 0x3007], [0x20000, 0x2EBE0]];

/** As people type it: no tones, ü as v. */
const plain = syllables => syllables.normalize('NFD').replace(/u\u0308/g, 'v').replace(/[\u0300-\u036F]/g, '').replace(/ü/g, 'v');

/** Readings that a character has in no word and no surname are left out: they would find people whom nobody calls so. */
function heard() {
  const counts = new Map();
  for (const [word, read] of [words2, words3, words4, words5, surnames].flatMap(Object.entries)) {
    const syllables = plain(read).split(' ');
    [...word].forEach((char, at) => { const key = char + syllables[at]; counts.set(key, (counts.get(key) ?? 0) + 1); });
  }
  return (char, syllable) => counts.get(char + syllable) ?? 0;
}

export function readings() {
  const count = heard();
  const first = new Map(), alike = new Map();
  for (const [from, to] of blocks) {
    for (let point = from; point <= to; point++) {
      const char = String.fromCodePoint(point);
      const read = pinyin(char, { toneType: 'none', multiple: true, type: 'array', v: true, nonZh: 'removed' }).map(plain);
      const [usually, ...others] = [...new Set(read)].filter(syllable => /^[a-z]+$/.test(syllable));
      if (!usually) continue;
      const all = [usually, ...others.filter(syllable => count(char, syllable) > 0).sort((a, b) => count(char, b) - count(char, a))];
      first.set(char, all[0]);
      const key = all.join(' ');
      alike.set(key, (alike.get(key) ?? '') + char);
    }
  }
  const usual = word => [...word].map(char => first.get(char)).join(' ');
  const differing = ([word, read]) => [word, plain(read)].join('\t');
  const odd = entries => entries.filter(([word, read]) => /^[a-z ]+$/.test(plain(read)) && plain(read).split(' ').length === [...word].length && plain(read) !== usual(word));
  const compound = Object.entries(surnames).filter(([name]) => [...name].length > 1);
  const single = odd(Object.entries(surnames).filter(([name]) => [...name].length === 1));
  const words = odd([words2, words3, words4, words5].flatMap(Object.entries));
  return [
    [...alike].map(([key, chars]) => `${key}\t${chars}`),
    [...compound, ...single].map(differing),
    words.map(differing),
  ].map(part => part.sort().join('\n')).join('\n\n') + '\n';
}

/** Leaves the file alone when nothing changed: the server's build asks how old it is. */
export function writeReadings(path) {
  const text = readings();
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return text.length;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return text.length;
}
