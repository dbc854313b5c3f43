// Canned answers over the reply: filter by typing, choose by arrow keys and Enter, and go on at what is missing.
import { load } from './partial.js';

/** Opens the list and puts the chosen answer where the caret stands. @param {string} url @param {HTMLTextAreaElement} area */
export async function openAnswers(url, area) {
  const dialog = document.getElementById('answers-dialog');
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  const response = await load(url, { partial: '#answers', keepFocus: false });
  if (!response?.ok || !dialog.open) return;
  wire(dialog, area);
}

/** @param {HTMLDialogElement} dialog @param {HTMLTextAreaElement} area */
function wire(dialog, area) {
  const label = dialog.querySelector('.answers-filter');
  const filter = label?.querySelector('input');
  if (!(label instanceof HTMLElement) || !filter) return;
  label.hidden = false;
  filter.focus();
  filter.addEventListener('input', () => show(dialog, filter.value));
  dialog.querySelector('#answers')?.addEventListener('keydown', event => {
    if (!(event instanceof KeyboardEvent)) return;
    const buttons = shown(dialog);
    const at = buttons.findIndex(button => button === document.activeElement);
    const next = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : null;
    if (next !== null) {
      event.preventDefault();
      (next < 0 ? filter : buttons[Math.min(next, buttons.length - 1)])?.focus();
    } else if (event.key === 'Enter' && event.target === filter) {
      event.preventDefault();
      buttons[0]?.click();
    }
  });
  dialog.querySelector('#answers')?.addEventListener('submit', event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.answer === undefined) return;
    event.preventDefault();
    dialog.close();
    put(area, form.dataset.answer);
  });
}

/** @param {HTMLElement} dialog @returns {HTMLElement[]} */
function shown(dialog) {
  return /** @type {HTMLElement[]} */ ([...dialog.querySelectorAll('li:not([hidden]) .answer-button')]);
}

/** @param {HTMLElement} dialog @param {string} words */
function show(dialog, words) {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  for (const row of dialog.querySelectorAll('li')) row.hidden = !wanted.every(word => (row.textContent ?? '').toLocaleLowerCase().includes(word));
}

/** @param {HTMLTextAreaElement} area @param {string} text */
function put(area, text) {
  const start = area.selectionStart;
  area.focus();
  area.setRangeText(text, start, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
  const missing = /\{\{[^{}]*\}\}/.exec(text);
  if (missing) area.setSelectionRange(start + missing.index, start + missing.index + missing[0].length);
}
