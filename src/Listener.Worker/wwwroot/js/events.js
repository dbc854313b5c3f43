// Live changes: ids and kinds by server-sent events. A hidden tab closes its stream and catches up when it is shown again.
import { load, markSelected, onInsert } from './partial.js';
import { countNew } from './list.js';
import { isWriting, refreshPane } from './undo.js';

const SILENCE = 40000;
const GROUPING = 150;
const MOST_REMEMBERED = 500;
/** @type {EventSource | null} */
let source = null;
let last = '';
let heardAt = Date.now();
let timer = 0;
/** @type {Map<string, Set<string>>} */
const waiting = new Map();
// Number of the newest change of each mention heard of lately; pages are not longer on their way than that.
/** @type {Map<string, number>} */
const newest = new Map();

export function startEvents() {
  const live = document.getElementById('live');
  if (!live) return;
  live.hidden = false;
  last = document.getElementById('list')?.dataset.latest ?? '';
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', event => { if (event.persisted && !document.hidden) open(); });
  setInterval(watch, 5000);
  onInsert(drawAgainIfOld);
  if (!document.hidden) open();
}

function open() {
  if (source) return;
  source = new EventSource(last ? `/events?after=${encodeURIComponent(last)}` : '/events');
  source.addEventListener('hello', heard);
  source.addEventListener('beat', heard);
  source.onmessage = event => {
    heard(event);
    const change = JSON.parse(event.data);
    const key = String(change.mention);
    if (change.kind !== 'presence') {
      if (newest.size >= MOST_REMEMBERED) newest.clear();
      newest.set(key, Number(event.lastEventId));
    }
    waiting.set(key, (waiting.get(key) ?? new Set()).add(change.kind));
    timer ||= setTimeout(apply, GROUPING);
  };
  source.onerror = () => {
    show(false);
    // The browser gives up for good on a refused answer, for example after signing out elsewhere.
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(() => { if (!document.hidden) open(); }, 5000);
    }
  };
}

function close() {
  source?.close();
  source = null;
}

/** @param {Event} event */
function heard(event) {
  heardAt = Date.now();
  const id = event instanceof MessageEvent ? event.lastEventId : '';
  if (id) last = id;
  show(true);
}

function watch() {
  if (document.hidden || Date.now() - heardAt < SILENCE) return;
  show(false);
  close();
  open();
}

/** @param {boolean} isLive */
function show(isLive) {
  const live = document.getElementById('live');
  const words = live?.querySelector('[data-live-words]');
  if (live) live.dataset.state = isLive ? 'on' : 'off';
  if (words instanceof HTMLElement) words.textContent = (isLive ? words.dataset.on : words.dataset.off) ?? '';
  const bar = document.getElementById('offline');
  if (!bar || bar.hidden === isLive) return;
  bar.hidden = isLive;
  if (!isLive) bar.textContent = (bar.dataset.words ?? '').replace('{0}', new Date(heardAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
}

async function apply() {
  timer = 0;
  const changes = new Map(waiting);
  waiting.clear();
  if (!document.getElementById('list')) return;
  const query = document.getElementById('list')?.dataset.query ?? '';
  for (const [mention, kinds] of changes) {
    if (mention === '0') continue;
    const isShown = document.getElementById('pane')?.dataset.mention === mention;
    if (document.getElementById(`row-${mention}`) || (isShown && kinds.has('presence'))) await load(`/mentions/${mention}/row${query}`, { partial: '#row' });
    else if (kinds.has('mention-added')) countNew(mention);
    // Somebody who only came or went changes nothing to read; the row brought the line that names them.
    if ([...kinds].some(kind => kind !== 'presence')) await refreshShown(mention);
  }
  markSelected();
}

/** Draws the shown mention anew, or only its claim while somebody writes. @param {string} mention */
async function refreshShown(mention) {
  const pane = document.getElementById('pane');
  if (!pane || pane.dataset.mention !== mention || document.querySelector('form[data-busy]')) return;
  if (!isWriting(pane)) await refreshPane();
}

/** A mention may change while its page is on the way: then what arrives is old already. @param {ParentNode} root */
function drawAgainIfOld(root) {
  if (!(root instanceof HTMLElement) || root.id !== 'pane') return;
  const { mention = '', latest = '' } = root.dataset;
  const isOld = (newest.get(mention) ?? 0) > Number(latest);
  // Once for each change: after a restart of the service the numbers begin anew.
  newest.delete(mention);
  if (isOld) refreshShown(mention);
}
