// Sends forms and links marked with data-partial by fetch. The answer holds elements with ids; each replaces its namesake.

const HEADER = 'X-Partial';
// Number of the mention that shall be shown; an answer that comes late for another one does not replace it.
let wanted = '';
let posts = 0;

/** Runs a function now and for every element put into the page later. @param {(root: ParentNode) => void} wire */
export function onInsert(wire) {
  wire(document);
  document.addEventListener('console:inserted', event => wire(/** @type {CustomEvent} */ (event).detail));
}

/** The page's token against forged requests. @returns {string} */
export function pageToken() {
  const field = document.querySelector('#page-token input');
  return field instanceof HTMLInputElement ? field.value : '';
}

/**
 * Asks for fragments and puts them into the page.
 * @param {string} url
 * @param {{ body?: FormData, partial?: string, keepFocus?: boolean, signal?: AbortSignal }} [options]
 * @returns {Promise<Response | null>} null if the network failed
 */
export async function load(url, options = {}) {
  const { body, partial = '#pane', keepFocus = true, signal } = options;
  const headers = { [HEADER]: partial, 'X-Page': location.pathname + location.search, Accept: 'text/html' };
  if (body) posts++;
  const asked = posts;
  let response;
  try {
    response = await fetch(url, body
      ? { method: 'POST', body: new URLSearchParams(/** @type {any} */ (body)), headers, signal }
      : { headers, signal });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    say(document.body.dataset.netFault ?? 'Not sent. Check the connection, then try again.', true);
    return null;
  }
  if (response.status === 401) {
    location.reload();
    return response;
  }
  if ((response.headers.get('Content-Type') ?? '').startsWith('text/html')) {
    const html = await response.text();
    // A whole page instead of fragments tells that something is gone; it must not take the place of this one.
    if (!response.ok && /^\s*<!doctype/i.test(html)) say(headingOf(html) || response.statusText, true);
    // What was read before a form was sent is older than the form's answer.
    else if (body || asked === posts) insert(html, keepFocus);
  }
  else if (!response.ok) say((await response.text()) || response.statusText, true);
  return response;
}

/** @param {string} html */
function headingOf(html) {
  return new DOMParser().parseFromString(html, 'text/html').querySelector('h1')?.textContent?.trim();
}

/** Puts fragments into the page; focus and scroll position survive. @param {string} html @param {boolean} keepFocus */
export function insert(html, keepFocus = true) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const focused = keepFocus ? document.activeElement?.id : '';
  const wasInPane = document.activeElement?.closest('#pane') !== null;
  for (const fresh of [...parsed.body.children]) {
    const old = fresh.id ? document.getElementById(fresh.id) : null;
    if (!old || (['pane', 'status-line'].includes(fresh.id) && wanted && /** @type {HTMLElement} */ (fresh).dataset.mention !== wanted)) continue;
    if (old.getAttribute('role') === 'status') {
      // A live region must stay the same element to be read aloud.
      old.replaceChildren(...fresh.childNodes);
      document.dispatchEvent(new CustomEvent('console:inserted', { detail: old }));
      continue;
    }
    const top = old.scrollTop;
    const adopted = document.adoptNode(fresh);
    old.replaceWith(adopted);
    if (sameMention(old, adopted)) adopted.scrollTop = top;
    document.dispatchEvent(new CustomEvent('console:inserted', { detail: adopted }));
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  // The pressed button may be gone; the keyboard goes on from the mention, not from the top of the page.
  if (wasInPane && document.activeElement === document.body) document.getElementById('pane')?.focus({ preventScroll: true });
}

/** Shows a line in the corner. @param {string} words @param {boolean} [fault] */
export function say(words, fault = false) {
  const toasts = document.getElementById('toasts');
  if (!toasts) return;
  const line = document.createElement('p');
  line.className = fault ? 'toast toast-fault' : 'toast';
  line.textContent = words;
  toasts.replaceChildren(line);
  document.dispatchEvent(new CustomEvent('console:inserted', { detail: toasts }));
}

/** Shows a mention beside the list and puts its address into the bar. @param {string} url @param {boolean} [push] */
export async function openMention(url, push = true) {
  wanted = /\/mentions\/(\d+)/.exec(url)?.[1] ?? '';
  document.getElementById('pane')?.setAttribute('aria-busy', 'true');
  const response = await load(url, { keepFocus: false });
  if (!response?.ok) {
    document.getElementById('pane')?.removeAttribute('aria-busy');
    return;
  }
  if (push) history.pushState({ pane: true }, '', url);
  markSelected();
  const main = document.getElementById('main');
  main?.classList.replace('inbox-list', 'inbox-mention');
  const name = document.querySelector('#mention-title')?.textContent?.trim();
  if (name) document.title = `${name} – Listener`;
}

/** Marks the row whose mention is shown. */
export function markSelected() {
  const shown = document.getElementById('pane')?.dataset.mention;
  for (const row of document.querySelectorAll('.row')) {
    const isShown = row instanceof HTMLElement && row.dataset.mention === shown;
    row.classList.toggle('is-selected', isShown);
    const link = row.querySelector('[data-row]');
    if (isShown) link?.setAttribute('aria-current', 'true');
    else link?.removeAttribute('aria-current');
  }
}

export function startPartials() {
  wanted = document.getElementById('pane')?.dataset.mention ?? '';
  document.addEventListener('click', event => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[data-partial]') : null;
    if (!(link instanceof HTMLAnchorElement) || !document.getElementById('pane')) return;
    event.preventDefault();
    openMention(link.href);
  });
  document.addEventListener('submit', event => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.dataset.partial === undefined) return;
    const partial = form.dataset.partial;
    // Only a page that holds the element can take the fragment; elsewhere the form goes the plain way.
    if (!document.querySelector(partial)) return;
    event.preventDefault();
    send(form, /** @type {SubmitEvent} */ (event).submitter);
  });
  document.addEventListener('change', event => {
    if (event.target instanceof HTMLSelectElement && event.target.matches('[data-submit]')) event.target.form?.requestSubmit();
  });
  addEventListener('popstate', () => {
    if (location.pathname.startsWith('/mentions/') && document.getElementById('pane')) openMention(location.href, false);
    else location.reload();
  });
}

/** @param {HTMLFormElement} form @param {Element | null} submitter */
async function send(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = '1';
  const body = new FormData(form, submitter instanceof HTMLElement ? submitter : null);
  const url = submitter?.getAttribute('formaction') ?? form.action;
  document.dispatchEvent(new CustomEvent('console:sending', { detail: form }));
  const response = await load(url, { body, partial: form.dataset.partial });
  delete form.dataset.busy;
  if (response?.ok) document.dispatchEvent(new CustomEvent('console:sent', { detail: { form, url } }));
  markSelected();
}

/** @param {Element} old @param {Element} fresh */
function sameMention(old, fresh) {
  return old instanceof HTMLElement && fresh instanceof HTMLElement && old.dataset.mention === fresh.dataset.mention && old.dataset.query === fresh.dataset.query;
}
