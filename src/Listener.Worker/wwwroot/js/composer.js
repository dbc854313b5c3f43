// The reply: counter, saving while typing, preview, claim, tabs, and what must be filled in before sending.
import { left } from './counter.js';
import { openAnswers } from './answers.js';
import { load, onInsert, pageToken } from './partial.js';

const SAVE_DELAY = 2000;
const PREVIEW_DELAY = 400;
const CLAIM_INTERVAL = 60000;
const ANNOUNCED = [20, 10, 0];
let saveTimer = 0;
let previewTimer = 0;
let claimedAt = -Infinity;

export function startComposer() {
  onInsert(root => {
    for (const area of root.querySelectorAll('[data-tabs]')) if (area instanceof HTMLElement && !area.querySelector('.tabs')) buildTabs(area);
    const form = document.getElementById('composer');
    if (form instanceof HTMLFormElement && !form.dataset.wired) wire(form);
  });
  document.addEventListener('console:sending', () => { clearTimeout(saveTimer); });
}

/** @param {HTMLFormElement} form */
function wire(form) {
  form.dataset.wired = '1';
  claimedAt = -Infinity;
  const area = form.querySelector('textarea');
  if (!(area instanceof HTMLTextAreaElement)) return;
  restore(form, area);
  showCount(area);
  area.addEventListener('focus', () => claim(form));
  area.addEventListener('blur', () => { if (area.value === area.defaultValue) release(form); });
  area.addEventListener('input', () => {
    claim(form);
    showCount(area);
    keep(form, area);
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => save(form, area), SAVE_DELAY);
    clearTimeout(previewTimer);
    previewTimer = setTimeout(() => preview(form, area), PREVIEW_DELAY);
  });
  const opener = form.querySelector('[data-answers]');
  opener?.addEventListener('click', event => {
    event.preventDefault();
    chooseAnswer(form, area);
  });
  area.addEventListener('keydown', event => {
    // A slash at the beginning of a word asks for an answer; within a word, an address or a date it is a slash.
    if (event.key === '/' && opener && !event.ctrlKey && !event.altKey && !event.metaKey && /(^|\s)$/.test(area.value.slice(0, area.selectionStart))) {
      event.preventDefault();
      chooseAnswer(form, area);
      return;
    }
    if (event.key === 'Enter' && event.ctrlKey) {
      event.preventDefault();
      const approve = form.querySelector('.button-primary');
      if (approve instanceof HTMLButtonElement && !approve.disabled) form.requestSubmit(approve);
    }
  });
  form.addEventListener('submit', event => {
    const submitter = /** @type {SubmitEvent} */ (event).submitter;
    clearTimeout(saveTimer);
    if (submitter?.hasAttribute('formaction')) return;
    const missing = /\{\{[^{}]*\}\}/.exec(area.value);
    if (!missing) return;
    // A placeholder that nobody filled blocks sending and is shown.
    event.preventDefault();
    area.focus();
    area.setSelectionRange(missing.index, missing.index + missing[0].length);
    area.setCustomValidity(missing[0]);
    area.reportValidity();
    area.setCustomValidity('');
  });
  document.getElementById('preview-box')?.addEventListener('toggle', () => preview(form, area));
}

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} area */
function chooseAnswer(form, area) {
  const link = form.querySelector('[data-answers]');
  if (link instanceof HTMLAnchorElement && !area.readOnly) openAnswers(link.href, area);
}

/** @param {HTMLTextAreaElement} area */
function showCount(area) {
  const counter = document.getElementById('counter');
  if (!counter) return;
  const limits = JSON.parse(counter.dataset.limits ?? '[]');
  if (!limits.length) return;
  const rest = left(area.value.trim(), limits);
  const { left: words = '{0}', over = '{0}' } = counter.dataset;
  counter.textContent = rest < 0 ? over.replaceAll('{0}', String(-rest)) : words.replace('{0}', String(rest));
  counter.classList.toggle('counter-over', rest < 0);
  counter.classList.toggle('counter-near', rest >= 0 && rest <= 20);
  counter.setAttribute('aria-live', ANNOUNCED.includes(rest) || rest < 0 ? 'polite' : 'off');
}

/** @param {HTMLFormElement} form */
function claim(form) {
  const mention = form.dataset.mention;
  if (!mention || performance.now() - claimedAt < CLAIM_INTERVAL) return;
  claimedAt = performance.now();
  const body = new FormData();
  body.set('token-of-page', pageToken());
  load(`/mentions/${mention}/claim`, { body, partial: '#claim' }).then(() => {
    const held = document.getElementById('claim')?.dataset.held !== undefined;
    for (const control of form.querySelectorAll('textarea, .composer-actions button')) {
      if (control instanceof HTMLTextAreaElement) control.readOnly = held;
      else if (control instanceof HTMLButtonElement) control.disabled = held;
    }
  });
}

// Who looked into the field and typed nothing does not keep colleagues waiting.
/** @param {HTMLFormElement} form */
function release(form) {
  if (claimedAt < 0) return;
  claimedAt = -Infinity;
  const body = new URLSearchParams({ 'token-of-page': pageToken() });
  fetch(`/mentions/${form.dataset.mention}/release`, { method: 'POST', body, headers: { 'X-Partial': 'none' }, keepalive: true }).catch(() => { /* the claim runs out by itself */ });
}

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} area */
async function save(form, area) {
  if (area.readOnly || !form.isConnected || form.dataset.busy || form.dataset.saving) return;
  const text = area.value;
  const note = document.getElementById('saved');
  form.dataset.saving = '1';
  try {
    const response = await fetch(`/mentions/${form.dataset.mention}/draft`, {
      method: 'POST',
      headers: { Accept: 'application/json', 'X-Partial': 'none' },
      body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.fault);
    if (answer.draft) setVersion(form, answer.draft, answer.version);
    if (note) note.textContent = (note.dataset.saved ?? '').replace('{0}', answer.at);
    forget(form);
  } catch (error) {
    if (note) note.textContent = error instanceof Error && error.message && !(error instanceof TypeError) && !(error instanceof SyntaxError) ? error.message : note.dataset.failed ?? '';
  }
  delete form.dataset.saving;
  if (area.value !== text) saveTimer = setTimeout(() => save(form, area), SAVE_DELAY);
}

/** @param {HTMLFormElement} form @param {number} draft @param {number} version */
function setVersion(form, draft, version) {
  for (const [name, value] of [['draft', draft], ['version', version]]) {
    for (const field of document.querySelectorAll(`#composer [name="${name}"], #reject [name="${name}"]`)) if (field instanceof HTMLInputElement) field.value = String(value);
  }
}

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} area */
function preview(form, area) {
  const box = document.getElementById('preview-box');
  if (!(box instanceof HTMLDetailsElement) || !box.open) return;
  const body = new FormData();
  body.set('token-of-page', pageToken());
  body.set('text', area.value);
  load(`/mentions/${form.dataset.mention}/preview`, { body, partial: '#preview' }).then(() => showCount(area));
}

// What is typed also stays in this browser until the server has it.
/** @param {HTMLFormElement} form */
const keyOf = form => `listener-typed-${form.dataset.mention}`;

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} area */
function keep(form, area) {
  try { sessionStorage.setItem(keyOf(form), JSON.stringify({ text: area.value, draft: field(form, 'draft'), version: field(form, 'version') })); } catch { /* a full or forbidden storage loses only the second copy */ }
}

/** @param {HTMLFormElement} form */
function forget(form) {
  try { sessionStorage.removeItem(keyOf(form)); } catch { /* nothing was kept */ }
}

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} area */
function restore(form, area) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? 'null');
    if (kept && kept.draft === field(form, 'draft') && kept.version === field(form, 'version') && !area.readOnly) area.value = kept.text;
    else forget(form);
  } catch { /* unreadable: the server's text stands */ }
}

/** @param {HTMLFormElement} form @param {string} name */
function field(form, name) {
  const input = form.elements.namedItem(name);
  return input instanceof HTMLInputElement ? input.value : '';
}

/** @param {HTMLElement} area */
function buildTabs(area) {
  const panels = [...area.querySelectorAll('.tab-panel')];
  if (panels.length < 2) return;
  const bar = document.createElement('div');
  bar.className = 'tabs';
  bar.setAttribute('role', 'tablist');
  panels.forEach((panel, index) => {
    panel.id ||= `tab-panel-${index}`;
    panel.setAttribute('role', 'tabpanel');
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    tab.textContent = panel instanceof HTMLElement ? panel.dataset.tab ?? '' : '';
    tab.addEventListener('click', () => select(index));
    panel.addEventListener('console:show-tab', () => select(index));
    bar.append(tab);
  });
  bar.addEventListener('keydown', event => {
    const at = [...bar.children].findIndex(tab => tab === document.activeElement);
    const next = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 : -1;
    const tab = bar.children[(next + bar.children.length) % bar.children.length];
    if (at < 0 || next === -1 && event.key !== 'ArrowLeft' || !(tab instanceof HTMLElement)) return;
    event.preventDefault();
    tab.focus();
    tab.click();
  });
  area.insertBefore(bar, panels[0]);
  /** @param {number} chosen */
  function select(chosen) {
    panels.forEach((panel, index) => {
      if (panel instanceof HTMLElement) panel.hidden = index !== chosen;
      bar.children[index].setAttribute('aria-selected', String(index === chosen));
      if (bar.children[index] instanceof HTMLElement) /** @type {HTMLElement} */ (bar.children[index]).tabIndex = index === chosen ? 0 : -1;
    });
  }
  select(0);
}
