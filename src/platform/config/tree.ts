/** A mapping as YAML gives it. */
export type Tree = { [key: string]: unknown };

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One mapping laid over another, member by member; lists and single values of `above` replace those below. */
export function overlay(below: unknown, above: unknown): unknown {
  if (!isTree(below) || !isTree(above)) return above === undefined ? below : above;
  const merged: Tree = { ...below };
  for (const [key, value] of Object.entries(above)) merged[key] = overlay(below[key], value);
  return merged;
}

/** Names of the files (`lame_duck_ms`) as names of the classes (`lameDuckMs`), all the way down; null counts as absent. */
export function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined && each !== null)
      .map(([key, each]) => [
        key.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase()),
        camelKeys(each),
      ]),
  );
}

/** The other way round, for one name. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
