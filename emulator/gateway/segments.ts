/** Returns a segment of a path without percent-encoding; unchanged when the encoding is invalid. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Returns the variables of a path template; undefined when the path does not fit it. Variables are never empty. */
export function bind(
  segments: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  if (segments.length !== given.length) return undefined;
  const variables: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    const text = given[i] as string;
    if (segment.startsWith('{')) {
      if (text === '') return undefined;
      variables[segment.slice(1, -1)] = decodeSegment(text);
    } else if (segment !== text) return undefined;
  }
  return variables;
}
