/** Members of a summary that are about the cost of an answer, not its outcome. */
const ABOUT_COST = new Set([
  'plan',
  'estimated_calls',
  'upstream_calls',
  'cache_hits',
  'elapsed_ms',
  'explanation',
]);

/** Returns the outcome of an answer as one line: `summary complete=true items=12 hosts_failed=0 …`. */
export function outcomeText(summary: object): string {
  const { complete, items, ...rest } = summary as Readonly<Record<string, unknown>>;
  const words = Object.entries({ complete, items, ...rest }).flatMap(([name, value]) => {
    if (ABOUT_COST.has(name) || value === undefined) return [];
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).map(([inner, each]) => `${name}_${inner}=${String(each)}`);
    return [`${name}=${JSON.stringify(value).replaceAll('"', '')}`];
  });
  return `summary ${words.join(' ')}`;
}
