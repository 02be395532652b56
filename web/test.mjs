// npm test: bundles tests/*.test.ts and runs them with Node's own runner.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const place = join(here, 'node_modules/.cache/zhijian-tests');
rmSync(place, { recursive: true, force: true });
mkdirSync(place, { recursive: true });
const tests = readdirSync(join(here, 'tests')).filter(name => name.endsWith('.test.ts'));
await esbuild.build({
  entryPoints: tests.map(name => join(here, 'tests', name)), outdir: place, outExtension: { '.js': '.mjs' },
  bundle: true, format: 'esm', platform: 'node', external: ['happy-dom'], logLevel: 'error',
});
const run = spawnSync(process.execPath, ['--test', ...tests.map(name => join(place, name.replace('.ts', '.mjs')))], { stdio: 'inherit' });
process.exit(run.status ?? 1);
