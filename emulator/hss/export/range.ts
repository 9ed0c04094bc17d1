import type { Answer } from '../../gateway/answer.js';

/** Returns the part of a file that a `Range` header requests: 206; 416 outside the file; the whole file without a header. */
export function rangeOf(
  file: Buffer,
  range: string | undefined,
  headers: Readonly<Record<string, string>>,
  contentType: string,
): Answer {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  if (match === null || (match[1] === '' && match[2] === ''))
    return { status: 200, headers, contentType, body: file };
  const [first, last] = [match[1] as string, match[2] as string];
  const from = first === '' ? Math.max(0, file.length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? file.length : Math.min(file.length, Number(last) + 1);
  if (from >= to) {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${file.length}` } };
  }
  const contentRange = `bytes ${from}-${to - 1}/${file.length}`;
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': contentRange },
    contentType,
    body: file.subarray(from, to),
  };
}
