/** Formats a time as IAM does: UTC, six fraction digits. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
}
