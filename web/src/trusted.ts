/** The one place where text becomes markup. The page's policy lets nothing else through. */
interface Rules {
  createHTML(html: string): string;
  createScript(code: string): string;
  createScriptURL(url: string): string;
}

declare global {
  interface Window { trustedTypes?: { createPolicy(name: string, rules: Partial<Rules>): Rules } }
}

const rules: Rules = {
  // Fragments come from our own server, which escapes what people typed. Scripts have no place in them.
  createHTML: html => html.replace(/<script\b[\s\S]*?(?:<\/script\s*>|$)/gi, ''),
  createScript: () => '',
  createScriptURL: url => {
    const address = new URL(url, location.href);
    if (address.origin !== location.origin || address.pathname !== '/sw.js') throw new TypeError(`not our script: ${url}`);
    return url;
  },
};

export const policy: Rules = window.trustedTypes?.createPolicy('zhijian', rules) ?? rules;
