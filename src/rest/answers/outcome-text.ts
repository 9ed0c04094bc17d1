/** Members of a summary that say what the answer cost, not what it is. */
const ABOUT_COST = new Set([
  'plan',
  'estimated_calls',
  'upstream_calls',
  'cache_hits',
  'elapsed_ms',
  'explanation',
]);

/** The outcome of an answer as one line of text: `summary complete=true items=12 …`, counts of hosts flattened. */
export function outcomeText(summary: object): string {
  const { complete, items, ...rest } = summary as Readonly<Record<string, unknown>>;
  const parts = Object.entries({ complete, items, ...rest }).flatMap(([name, value]) => {
    if (ABOUT_COST.has(name) || value === undefined) return [];
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).map(([inner, each]) => `${name}_${inner}=${String(each)}`);
    return [`${name}=${JSON.stringify(value).replaceAll('"', '')}`];
  });
  return `summary ${parts.join(' ')}`;
}
