/**
 * Returns `value` when it lies in [min, max].
 *
 * @throws RangeError that names the option and its range; NaN never passes.
 */
export function inRange(name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (value >= min && value <= max) return value;
  throw new RangeError(`${name} must lie in [${min}, ${max}], not ${value}`);
}

/**
 * Returns `value` when it is a whole number in [min, max].
 *
 * @throws RangeError that names the option and its range.
 */
export function wholeInRange(
  name: string,
  value: number,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (!Number.isInteger(value)) throw new RangeError(`${name} must be a whole number, not ${value}`);
  return inRange(name, value, min, max);
}
