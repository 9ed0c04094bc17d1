const STYLE = [
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1b2733;background:#fff}',
  'a{color:#0b5cad}code{background:#eef2f6;padding:0 .25em;border-radius:3px}h1{line-height:1.2}',
  '@media (prefers-color-scheme:dark){body{color:#dde5ec;background:#14191f}a{color:#7db8f5}code{background:#26303a}}',
].join('');

/** Returns a small page that needs no other file. `body` is HTML; `title` is text. */
export function htmlPage(title: string, body: string): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>`,
    `<body><h1>${escapeHtml(title)}</h1>${body}</body></html>\n`,
  ].join('');
}

/** Returns text as HTML shows it; what stands between backticks becomes code. */
export function htmlText(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

/** Returns text that is safe in HTML, also inside of quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
