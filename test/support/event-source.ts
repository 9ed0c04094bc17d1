/** One event of a `text/event-stream`. */
export interface StreamEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly id: string | undefined;
}

/** Reads a whole event stream as a browser would, comments and retry times left out. */
export async function readEvents(response: Response): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for (const block of (await response.text()).split('\n\n')) {
    const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
    const of = (field: string): string[] =>
      lines.filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2));
    const data = of('data');
    if (data.length === 0) continue;
    events.push({
      event: of('event')[0] ?? 'message',
      data: JSON.parse(data.join('\n')) as Record<string, unknown>,
      id: of('id')[0],
    });
  }
  return events;
}
