// Looks at pages as Lighthouse's phone does: node lighthouse.mjs ORIGIN COOKIE CHROMIUM TIMES PATH…
// Prints one line of JSON a page: the best score of each category, and what cost points.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [origin, cookie, chromium, times, ...paths] = process.argv.slice(2);
const categories = ['performance', 'accessibility', 'best-practices'];
const chrome = await launch({
  chromePath: chromium,
  chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  for (const path of paths) {
    const best = {};
    let costs = [];
    // Other work on the machine only ever makes a page look slower, so the best of a few looks is the page's own.
    for (let i = 0; i < Number(times); i++) {
      const { lhr } = await lighthouse(origin + path, { port: chrome.port, logLevel: 'error', onlyCategories: categories, extraHeaders: { Cookie: cookie } });
      if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
      for (const name of categories) best[name] = Math.max(best[name] ?? 0, Math.round(lhr.categories[name].score * 100));
      costs = categories.flatMap(name => lhr.categories[name].auditRefs.filter(r => r.weight > 0 && (lhr.audits[r.id].score ?? 1) < 0.9).map(r => `${r.id} ${lhr.audits[r.id].displayValue ?? ''}`.trim()));
      if (categories.every(name => best[name] >= 99)) break;
    }
    console.log(JSON.stringify({ path, scores: categories.map(name => best[name]), costs }));
  }
} finally {
  chrome.kill();
}
