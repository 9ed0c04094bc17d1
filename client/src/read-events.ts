/** One event of a `text/event-stream`. */
export interface ServerEvent {
  readonly event: string;
  /** The id of this event, or of the last one before it that had one; empty before the first. */
  readonly id: string;
  readonly data: string;
  /** How long to wait before connecting again, in milliseconds, where the server has said so. */
  readonly retryMs: number | undefined;
}

/** The events in lines of a `text/event-stream`, as the HTML standard reads them. */
export async function* readEvents(
  lines: AsyncIterable<string>,
): AsyncGenerator<ServerEvent, void, undefined> {
  let id = '';
  let retryMs: number | undefined;
  let event = 'message';
  let data: string[] = [];
  for await (const line of lines) {
    if (line === '') {
      if (data.length > 0) yield { event, id, data: data.join('\n'), retryMs };
      event = 'message';
      data = [];
      continue;
    }
    const [field, value] = fieldIn(line);
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
  }
}

/** Name and value of a line; one blank after the colon belongs to neither. A comment has an empty name. */
function fieldIn(line: string): readonly [string, string] {
  const at = line.indexOf(':');
  if (at < 0) return [line, ''];
  return [line.slice(0, at), line.slice(line[at + 1] === ' ' ? at + 2 : at + 1)];
}
