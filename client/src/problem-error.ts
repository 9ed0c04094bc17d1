/** What the service answers when it cannot do what was asked (RFC 9457). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly correlation_id?: string;
  readonly errors?: readonly {
    readonly parameter?: string;
    readonly pointer?: string;
    readonly detail: string;
  }[];
}

/** An answer that is a problem. */
export class PortolanError extends Error {
  override readonly name = 'PortolanError';

  constructor(readonly problem: ProblemDocument) {
    super(`${problem.title}: ${problem.detail}`);
  }

  get status(): number {
    return this.problem.status;
  }
}

/** A stream that ended without its summary: rows may be missing. */
export class StreamCutError extends Error {
  override readonly name = 'StreamCutError';

  constructor() {
    super('The stream was cut before its summary');
  }
}

/** The problem in an answer; one is made up for answers that are none, such as a proxy's. */
export async function problemIn(response: Response): Promise<PortolanError> {
  const text = await response.text();
  const plain = {
    type: 'about:blank',
    title: `HTTP ${response.status}`,
    status: response.status,
    detail: '',
  };
  try {
    const parsed = JSON.parse(text) as Partial<ProblemDocument>;
    return new PortolanError({ ...plain, ...parsed, status: response.status });
  } catch {
    return new PortolanError({ ...plain, detail: text.slice(0, 200) });
  }
}
