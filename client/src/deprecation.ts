/** What the service says of an operation that goes away, as a whole or in a parameter that the call used. */
export interface DeprecationNotice {
  /** Name of the operation in the OpenAPI document. */
  readonly operation: string;
  /** Since when it should not be used any more; may lie in the future. */
  readonly since: Date;
  /** When it may be gone. */
  readonly sunset?: Date;
  /** Page that says what to use instead, as the service wrote it: an address, or a path of the service. */
  readonly link?: string;
}

/** The notice in the headers of an answer (RFC 9745, RFC 8594); undefined when there is none. */
export function deprecationIn(operation: string, headers: Headers): DeprecationNotice | undefined {
  const since = /^@(-?\d+)/.exec(headers.get('deprecation') ?? '')?.[1];
  if (since === undefined) return undefined;
  const sunset = new Date(headers.get('sunset') ?? '');
  const link = /<([^>]*)>; *rel="?deprecation"?/.exec(headers.get('link') ?? '')?.[1];
  return {
    operation,
    since: new Date(Number(since) * 1000),
    ...(Number.isNaN(sunset.getTime()) ? {} : { sunset }),
    ...(link === undefined ? {} : { link }),
  };
}
