// The list: moving the selection, selecting many, loading more, and the pill for what is new.
import { load, markSelected, onInsert, openMention, say } from './partial.js';

const MAX_ROWS = 80;
const OPEN_DELAY = 60;
let openTimer = 0;
/** @type {Set<string>} */
const fresh = new Set();

export function startList() {
  onInsert(wire);
  document.addEventListener('change', event => {
    if (event.target instanceof HTMLInputElement && event.target.form?.id === 'bulk' && event.target.name === 'mention') showSelection();
  });
  document.addEventListener('reset', () => queueMicrotask(() => setTimeout(showSelection)));
  document.addEventListener('submit', event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.id !== 'bulk') return;
    event.preventDefault();
    const submitter = /** @type {SubmitEvent} */ (event).submitter;
    load(form.action, { body: new FormData(form, submitter instanceof HTMLElement ? submitter : null), partial: '#list' }).then(showSelection);
  });
  document.addEventListener('click', event => {
    const link = event.target instanceof Element ? event.target.closest('[data-more]') : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    more(link);
  });
  document.addEventListener('console:sent', event => {
    const { form } = /** @type {CustomEvent} */ (event).detail;
    if (form.dataset.advance !== undefined) move(1, false);
  });
  document.getElementById('new-pill')?.addEventListener('click', reload);
  setInterval(refreshChips, 60000);
}

/** Counts a new mention that the list does not show yet. @param {string} mention */
export function countNew(mention) {
  if (document.getElementById(`row-${mention}`)) return;
  fresh.add(mention);
  const pill = document.getElementById('new-pill');
  if (!pill) return;
  pill.textContent = (pill.dataset.words ?? '{0}').replace('{0}', String(fresh.size));
  pill.hidden = false;
  // At the top and with nothing selected, nobody is disturbed by rows that come in.
  const list = document.getElementById('list');
  if (list && list.scrollTop === 0 && !document.activeElement?.closest('#list') && !checked().length) reload();
}

/** Loads the list anew, keeping what is shown beside it. */
export async function reload() {
  fresh.clear();
  const pill = document.getElementById('new-pill');
  if (pill) pill.hidden = true;
  const query = document.getElementById('list')?.dataset.query ?? '';
  await load(`/${query}`, { partial: '#list' });
  markSelected();
}

/** Shows the next or previous mention. @param {number} step @param {boolean} extend @returns {boolean} */
export function move(step, extend) {
  const cards = [...document.querySelectorAll('[data-approval]')];
  if (cards.length) return moveCard(cards, step);
  const rows = [...document.querySelectorAll('.row')];
  if (!rows.length) return false;
  const at = rows.findIndex(row => row.classList.contains('is-selected'));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  if (!(next instanceof HTMLElement)) {
    const link = document.querySelector('[data-more]');
    if (step > 0 && link instanceof HTMLAnchorElement) more(link);
    return true;
  }
  if (extend) {
    for (const row of [rows[at], next]) check(row, true);
    showSelection();
  }
  show(next);
  return true;
}

/** Shows the last or first rows of the whole list, however long it is. @param {boolean} end */
export function jump(end) {
  const list = document.getElementById('list');
  if (!list?.querySelector('.row')) return false;
  const query = list.dataset.query ?? '';
  const url = end && list.querySelector('[data-more]') ? `/${query}${query ? '&' : '?'}end=1` : !end && list.querySelector('[data-first]') ? `/${query}` : '';
  const finish = () => {
    const rows = document.querySelectorAll('.row');
    const row = rows[end ? rows.length - 1 : 0];
    const link = row?.querySelector('[data-row]');
    row?.scrollIntoView({ block: 'nearest' });
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  };
  if (url) load(url, { partial: '#list' }).then(finish);
  else finish();
  return true;
}

/** Selects or unselects the shown mention. */
export function selectCurrent() {
  const row = document.querySelector('.row.is-selected');
  if (!row) return false;
  check(row, null);
  showSelection();
  return true;
}

/** @param {HTMLElement} row */
function show(row) {
  const link = row.querySelector('[data-row]');
  if (!(link instanceof HTMLAnchorElement)) return;
  for (const other of document.querySelectorAll('.row.is-selected')) other.classList.remove('is-selected');
  row.classList.add('is-selected');
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
  clearTimeout(openTimer);
  // Keys pressed before the next mention is shown must not act on the one before.
  document.getElementById('pane')?.setAttribute('aria-busy', 'true');
  // Someone who holds J down wants the last one, not all on the way.
  openTimer = setTimeout(() => openMention(link.href).then(() => {
    if (document.activeElement === document.body) link.focus({ preventScroll: true });
  }), OPEN_DELAY);
}

/** @param {Element[]} cards @param {number} step */
function moveCard(cards, step) {
  const at = cards.findIndex(card => card.contains(document.activeElement));
  const next = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + step))];
  if (next instanceof HTMLElement) next.focus();
  return true;
}

/** @param {HTMLAnchorElement} link */
async function more(link) {
  if (link.dataset.busy) return;
  link.dataset.busy = '1';
  let page;
  try {
    const response = await fetch(link.href, { headers: { 'X-Partial': '#list', 'X-Page': location.pathname + location.search, Accept: 'text/html' } });
    page = new DOMParser().parseFromString(await response.text(), 'text/html');
  } catch {
    say(link.textContent ?? '', true);
    delete link.dataset.busy;
    return;
  }
  const rows = document.querySelector('.rows');
  const list = document.getElementById('list');
  if (!rows || !list) return;
  for (const row of page.querySelectorAll('.row')) if (!document.getElementById(row.id)) rows.append(document.adoptNode(row));
  const nav = page.getElementById('more');
  if (trim(rows, list)) leadBack(rows, nav);
  nav?.querySelector('[data-first]')?.remove();
  document.getElementById('more')?.replaceWith(nav ?? '');
  markSelected();
  wire(list);
}

// At most 80 rows stay; the first ones leave without moving what is on the screen.
/** @param {Element} rows @param {HTMLElement} list */
function trim(rows, list) {
  const before = rows.children.length;
  while (rows.children.length > MAX_ROWS) {
    const first = rows.firstElementChild;
    const height = first?.getBoundingClientRect().height ?? 0;
    first?.remove();
    list.scrollTop -= height;
  }
  return rows.children.length < before;
}

// Rows that left are reached again by a link above the first one.
/** @param {Element} rows @param {HTMLElement | null} nav */
function leadBack(rows, nav) {
  const link = nav?.querySelector('[data-first]');
  if (!link || document.getElementById('earlier')) return;
  const line = document.createElement('p');
  line.id = 'earlier';
  line.className = 'more';
  line.append(link.cloneNode(true));
  rows.before(line);
}

// Due times move on by themselves: once a minute the chips of the rows in view are drawn anew, nothing else.
async function refreshChips() {
  const list = document.getElementById('list');
  if (document.hidden || !list) return;
  try {
    const response = await fetch(`/${list.dataset.query ?? ''}`, { headers: { 'X-Partial': '#list', 'X-Page': location.pathname + location.search, Accept: 'text/html' } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const row of page.querySelectorAll('.row')) {
      const chips = row.querySelector('.row-chips');
      if (chips) document.querySelector(`#${CSS.escape(row.id)} .row-chips`)?.replaceWith(document.adoptNode(chips));
    }
  } catch { /* the bar on top already says that the connection is lost */ }
}

/** @param {ParentNode} root */
function wire(root) {
  markSelected();
  showSelection();
  const link = root.querySelector('[data-more]');
  const list = document.getElementById('list');
  if (!(link instanceof HTMLAnchorElement) || !list || link.dataset.watched) return;
  link.dataset.watched = '1';
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(entry => entry.isIntersecting) || list.scrollTop === 0) return;
    observer.disconnect();
    more(link);
  }, { root: list, rootMargin: '400px' }).observe(link);
}

/** @returns {HTMLInputElement[]} */
function checked() {
  return /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('.row-check input:checked')]);
}

/** @param {Element | undefined} row @param {boolean | null} value null turns it around */
function check(row, value) {
  const box = row?.querySelector('.row-check input');
  if (box instanceof HTMLInputElement) box.checked = value ?? !box.checked;
}

function showSelection() {
  const bar = document.getElementById('bulk');
  const count = checked().length;
  bar?.classList.toggle('is-on', count > 0);
  document.getElementById('list')?.classList.toggle('has-selection', count > 0);
  const words = bar?.querySelector('.bulk-count');
  if (words instanceof HTMLElement) words.textContent = (words.dataset.words ?? '{0}').replace('{0}', String(count));
}
