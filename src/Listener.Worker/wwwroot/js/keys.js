// Single keys outside text fields, matched by event.key. Elements carry their key in data-key; sequences in data-keys.
import { openDetails } from './theme.js';
import { jump, move, selectCurrent } from './list.js';
import { load, say } from './partial.js';

const SEQUENCE_TIME = 1500;
let prefix = '';
let prefixTimer = 0;

export function startKeys() {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if (event.key === 'Escape') return leave(event, target);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.body.dataset.shortcuts === 'off' || isTyping(target) || document.querySelector('dialog[open]')) return;
    if (handle(event, target)) event.preventDefault();
  });
}

/** @param {HTMLElement} target */
function isTyping(target) {
  return target.matches('textarea, select, [contenteditable]') || (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type));
}

/** @param {KeyboardEvent} event @param {HTMLElement} target @returns {boolean} */
function handle(event, target) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (prefix) return finishSequence(key);
  switch (key) {
    case 'g':
      prefix = 'g';
      prefixTimer = setTimeout(() => { prefix = ''; }, SEQUENCE_TIME);
      return true;
    case 'j': return event.shiftKey ? move(1, true) : move(1, false);
    case 'k': return event.shiftKey ? move(-1, true) : move(-1, false);
    case 'ArrowDown': return !target.closest('.pane') && move(1, false);
    case 'ArrowUp': return !target.closest('.pane') && move(-1, false);
    case 'End': return !target.closest('.pane') && jump(true);
    case 'Home': return !target.closest('.pane') && jump(false);
    case 'x': return selectCurrent();
    case 'o': return press(document.querySelector('.row.is-selected [data-row]'));
    case 'u': return back();
    case 'y': return !event.shiftKey && approve();
    case 'w': return !event.shiftKey && who();
    case '/': return focus('#search');
    case '?': return showKeys();
    default: return !event.shiftKey && pressKey(key);
  }
}

/** @param {string} key */
function finishSequence(key) {
  clearTimeout(prefixTimer);
  const link = document.querySelector(`[data-keys="${CSS.escape(prefix)} ${CSS.escape(key)}"]`);
  prefix = '';
  return press(link);
}

/** Approves, or says why not and what to do instead: a key that does nothing leaves its reader in doubt. */
function approve() {
  const why = whyNot();
  if (!why) {
    // A hint given before is answered by now.
    document.getElementById('toasts')?.replaceChildren();
    return pressKey('y');
  }
  say(why, true);
  return true;
}

/** Says in the corner who is on the shown mention now. */
function who() {
  const pane = document.getElementById('pane');
  if (!pane?.dataset.mention) return false;
  load(`/mentions/${pane.dataset.mention}/who`, { partial: '#toasts' });
  return true;
}

function whyNot() {
  const place = document.activeElement?.closest('[data-approval]') ?? document.querySelector('[data-approval], #pane');
  // What is still on its way to the page may well be approved in a moment.
  if (!(place instanceof HTMLElement) || place.closest('[aria-busy="true"]')) return '';
  const text = place.querySelector('#reply-text');
  const isEmpty = text instanceof HTMLTextAreaElement && !text.value.trim();
  return place.dataset.noApproval || (isEmpty ? place.dataset.noText ?? '' : '');
}

/** Presses the control that carries a key: in the focused card first, else the first on the page. @param {string} key */
function pressKey(key) {
  const within = document.activeElement?.closest('[data-approval]') ?? document.querySelector('[data-approval]') ?? document;
  const control = within.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (control?.closest('[aria-busy="true"]')) return true;
  if (control instanceof HTMLTextAreaElement) return writeIn(control);
  if (control instanceof HTMLDetailsElement) {
    openMenu(control);
    return true;
  }
  if (control instanceof HTMLElement && control.dataset.open) {
    openDetails(control.dataset.open);
    return true;
  }
  return press(control);
}

/** @param {HTMLTextAreaElement} area */
function writeIn(area) {
  area.dispatchEvent(new CustomEvent('console:show-tab', { bubbles: true }));
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
  return true;
}

/** @param {HTMLDetailsElement} menu */
function openMenu(menu) {
  menu.open = true;
  const first = menu.querySelector('button, input:not([type="hidden"])');
  if (first instanceof HTMLElement) first.focus();
}

/** @param {Element | null} control @returns {boolean} */
function press(control) {
  if (!(control instanceof HTMLElement) || control.closest('[aria-busy="true"]') || (control instanceof HTMLButtonElement && control.disabled)) return false;
  control.click();
  return true;
}

/** @param {string} selector */
function focus(selector) {
  const field = document.querySelector(selector);
  if (!(field instanceof HTMLInputElement)) return false;
  field.focus();
  field.select();
  return true;
}

function showKeys() {
  const dialog = document.getElementById('keys');
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  return true;
}

function back() {
  const link = document.querySelector('.row.is-selected [data-row]');
  const narrow = getComputedStyle(document.querySelector('.pane-back') ?? document.body).display !== 'none';
  if (narrow && document.querySelector('.inbox-mention')) return press(document.querySelector('[data-back]'));
  if (!(link instanceof HTMLElement)) return false;
  link.focus();
  return true;
}

/** @param {KeyboardEvent} event @param {HTMLElement} target */
function leave(event, target) {
  const menu = document.querySelector('details.menu[open]');
  if (menu instanceof HTMLDetailsElement) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
    event.preventDefault();
    return;
  }
  if (document.querySelector('dialog[open]')) return;
  if (isTyping(target)) {
    target.blur();
    back();
  } else if (document.body.dataset.shortcuts !== 'off') {
    back();
  }
}
