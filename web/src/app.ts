import { goneAfter } from './gone-after.ts';
import { guarded } from './guarded.ts';
import { hypermedia } from './hypermedia.ts';
import { charts } from './charts-loader.ts';
import { dialogs } from './dialogs.ts';
import { draft } from './draft.ts';
import { filter } from './filter.ts';
import { focusAfterSwap } from './focus-after-swap.ts';
import { keptPages } from './kept-pages.ts';
import { live } from './live.ts';
import { lockButtons } from './lock-buttons.ts';
import { menu } from './menu.ts';
import { offlinePaper } from './offline-paper.ts';
import { offlineRoll } from './offline-roll.ts';
import { passkeys } from './passkeys.ts';
import { readMark } from './read-mark.ts';
import { refresh } from './refresh.ts';
import { roving } from './roving.ts';
import { rows } from './rows.ts';
import { shortcuts } from './shortcuts.ts';
import { strength } from './strength.ts';
import { theme } from './theme.ts';
import { tree } from './tree.ts';
import { upload } from './upload.ts';

/** Everything the browser does. Each behaviour stands alone; none is needed for reading or submitting. */
const behaviours = [hypermedia, theme, dialogs, menu, upload, lockButtons, draft, rows, filter, shortcuts, tree, roving, live, readMark, refresh, goneAfter, guarded, offlineRoll, offlinePaper, keptPages, charts, passkeys, strength, focusAfterSwap];

const start = (root: Element): void => { for (const behaviour of behaviours) behaviour.start?.(root); };

function begin(): void {
  for (const behaviour of behaviours) behaviour.once?.();
  start(document.body);
  document.addEventListener('htmx:after:process', event => { if (event.target instanceof Element) start(event.target); });
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
