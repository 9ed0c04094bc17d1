/** Members that no document names, of every kind of value. */
const UNKNOWN = {
  emulator_new_text: 'unknown',
  emulator_new_number: 1,
  emulator_new_flag: true,
  emulator_new_null: null,
  emulator_new_object: { inner: [1, 'two'] },
} as const;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a JSON object with unknown members in it and in every row of its lists; other texts unchanged. */
export function withUnknownMembers(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  if (!isObject(value)) return text;
  const grown = Object.entries(value).map(([name, member]) => [
    name,
    Array.isArray(member)
      ? member.map((row: unknown) => (isObject(row) ? { ...row, ...UNKNOWN } : row))
      : member,
  ]);
  return JSON.stringify({ ...Object.fromEntries(grown), ...UNKNOWN });
}
