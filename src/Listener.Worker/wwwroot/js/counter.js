// Counts a text the way a network does. The server decides; this mirror is held to the same cases by a test.

const LINK = 23;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** @param {string} text @param {string} rule @returns {number} */
export function count(text, rule) {
  const normal = text.normalize('NFC');
  switch (rule) {
    case 'Utf16': return normal.length;
    case 'Graphemes': return clusters(normal);
    case 'Utf8Bytes': return new TextEncoder().encode(normal).length;
    case 'WeightedX': return weighted(shortenLinks(normal));
    case 'Mastodon': return clusters(shortenLinks(normal).replace(/@([A-Za-z0-9_]+)@[A-Za-z0-9.-]+/g, '@$1'));
    default: throw new RangeError(`Unknown rule ${rule}`);
  }
}

/** How many are left under all limits; negative if over. @param {string} text @param {{rule: string, max: number}[]} limits */
export function left(text, limits) {
  return Math.min(...limits.map(limit => limit.max - count(text, limit.rule)));
}

/** @param {string} text */
function shortenLinks(text) {
  return text.replace(/https?:\/\/[^\s\u0085]+/g, 'x'.repeat(LINK));
}

/** @param {string} text */
function clusters(text) {
  let total = 0;
  for (const _ of graphemes.segment(text)) total++;
  return total;
}

/** @param {string} text */
function weighted(text) {
  let weight = 0;
  for (const { segment } of graphemes.segment(text)) {
    const points = [...segment].map(c => /** @type {number} */ (c.codePointAt(0)));
    weight += points.some(isEmoji) ? 2 : points.reduce((sum, p) => sum + (isLight(p) ? 1 : 2), 0);
  }
  return weight;
}

/** @param {number} p */
const isLight = p => p <= 4351 || (p >= 8192 && p <= 8205) || (p >= 8208 && p <= 8223) || (p >= 8242 && p <= 8247);

/** @param {number} p */
const isEmoji = p => (p >= 0x1F000 && p <= 0x1FAFF) || (p >= 0x2600 && p <= 0x27BF) || p === 0x20E3 || p === 0xFE0F;
