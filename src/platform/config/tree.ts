/** A mapping of a YAML file. */
export type Tree = { [key: string]: unknown };

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Merges two mappings, member by member; lists and single values of `above` replace those of `below`. */
export function overlay(below: unknown, above: unknown): unknown {
  if (!isTree(below) || !isTree(above)) return above === undefined ? below : above;
  const merged: Tree = { ...below };
  for (const [key, value] of Object.entries(above)) merged[key] = overlay(below[key], value);
  return merged;
}

/** Renames all members from the files' style (`lame_duck_ms`) to that of the classes (`lameDuckMs`); leaves out null. */
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

/** Renames one member of a class to the files' style. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
