// Small things of the frame: theme at once, menus that close, messages that go, passwords that show.
import { onInsert } from './partial.js';

const TOAST_LIFE = 6000;

export function startTheme() {
  document.addEventListener('change', event => {
    const field = event.target;
    if (field instanceof HTMLSelectElement && field.name === 'theme') document.documentElement.dataset.theme = field.value;
  });
  document.addEventListener('click', event => {
    if (!(event.target instanceof Element)) return;
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.removeAttribute('open');
    event.target.closest('[data-dismiss]')?.parentElement?.remove();
    const opener = event.target.closest('[data-open]');
    if (opener instanceof HTMLElement) {
      event.preventDefault();
      openDetails(opener.dataset.open ?? '');
    }
    const copier = event.target.closest('[data-copy]');
    if (copier instanceof HTMLElement) copy(copier);
  });
  document.addEventListener('submit', event => {
    // A menu whose form was sent has done its work.
    if (event.target instanceof Element) event.target.closest('details.menu')?.removeAttribute('open');
  });
  onInsert(wire);
}

/** Opens a details element and puts the focus into it. @param {string} selector */
export function openDetails(selector) {
  const details = document.querySelector(selector);
  if (!(details instanceof HTMLDetailsElement)) return;
  details.open = true;
  const first = details.querySelector('form input:not([type="hidden"]), form button, form select');
  if (first instanceof HTMLElement) first.focus();
  details.scrollIntoView({ block: 'nearest' });
}

/** @param {HTMLElement} button */
async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy ?? '');
  button.lastChild?.replaceWith(` ${button.dataset.copied ?? ''}`);
}

/** @param {ParentNode} root */
function wire(root) {
  for (const switcher of root.querySelectorAll('[data-show-password]')) {
    if (!(switcher instanceof HTMLElement)) continue;
    switcher.hidden = false;
    switcher.addEventListener('change', event => {
      const shown = event.target instanceof HTMLInputElement && event.target.checked;
      for (const field of document.querySelectorAll(switcher.dataset.showPassword ?? '')) if (field instanceof HTMLInputElement) field.type = shown ? 'text' : 'password';
    });
  }
  for (const form of root.querySelectorAll('form[data-autosubmit]')) if (form instanceof HTMLFormElement) form.requestSubmit();
  for (const toast of root.querySelectorAll('.toast:not([data-sticky])')) setTimeout(() => toast.remove(), TOAST_LIFE);
  dropSaid();
}

// The message of a redirect is shown once; a reload or a shared link does not repeat it.
function dropSaid() {
  const url = new URL(location.href);
  if (!url.searchParams.has('said')) return;
  url.searchParams.delete('said');
  history.replaceState(history.state, '', url);
}
