// Counts the undo bar down by the server's clock and takes it away when the time is over.
import { load, onInsert } from './partial.js';

let timer = 0;

export function startUndo() {
  onInsert(() => {
    const form = document.querySelector('form[data-undo]');
    clearInterval(timer);
    if (form instanceof HTMLFormElement) run(form);
  });
}

/** @param {HTMLFormElement} form */
function run(form) {
  const { until = '0', now = '0', sending, mention } = form.dataset;
  // Only the difference of the server's two times counts, so a wrong clock here does no harm.
  form.dataset.end ??= String(performance.now() + (Number(until) - Number(now)));
  const words = form.querySelector('[data-undo-words]');
  const template = words instanceof HTMLElement ? words.dataset.undoWords ?? '' : '';
  const tick = () => {
    const left = Math.ceil((Number(form.dataset.end) - performance.now()) / 1000);
    if (left <= 0) {
      clearInterval(timer);
      form.remove();
      if (sending && mention && document.getElementById('pane')?.dataset.mention === mention) refreshPane();
      return;
    }
    const shown = template.replace('{s}', String(left));
    if (words && words.textContent !== shown) words.textContent = shown;
  };
  tick();
  timer = setInterval(tick, 250);
}

/** Draws the shown mention anew unless somebody writes in it. */
export function refreshPane() {
  const pane = document.getElementById('pane');
  if (!pane?.dataset.mention || isWriting(pane)) return Promise.resolve(null);
  return load(`/mentions/${pane.dataset.mention}${location.pathname.startsWith('/mentions/') ? location.search : ''}`);
}

/** @param {HTMLElement} pane */
export function isWriting(pane) {
  // A refused reply still holds what was typed; it waits for the person's answer.
  if (pane.querySelector('#stale, #fault')) return true;
  const active = document.activeElement;
  if (active && pane.contains(active) && active.matches('textarea, input:not([type="hidden"]), select')) return true;
  return [...pane.querySelectorAll('textarea')].some(area => area.value !== area.defaultValue);
}
