// Entry of the console's scripts. Everything works without them; they add speed, live updates and keys.
import { startPartials } from './partial.js';
import { startEvents } from './events.js';
import { startKeys } from './keys.js';
import { startComposer } from './composer.js';
import { startTheme } from './theme.js';
import { startList } from './list.js';
import { startUndo } from './undo.js';

document.documentElement.classList.add('js');
startTheme();
startPartials();
startUndo();
startComposer();
startList();
startKeys();
startEvents();
