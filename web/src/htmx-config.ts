/** htmx reads its settings when it loads, so this module is imported before it. A page's own meta element wins. */
if (!document.querySelector('meta[name="htmx-config"]')) {
  const meta = document.createElement('meta');
  meta.name = 'htmx-config';
  meta.content = JSON.stringify({ prefix: '', includeIndicatorCSS: false, defaultTimeout: 30000 });
  document.head.append(meta);
}
export {};
