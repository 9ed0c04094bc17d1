import { connect, type Socket } from 'node:net';

/** One HTTP answer as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Opens a connection to the server of `url`. */
export function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/**
 * Writes bytes as they are, in the pieces given, and reads until the server closes or has been silent for `quietMs`.
 *
 * @returns every answer that came, in order, and whether the server closed.
 */
export async function exchange(
  url: string,
  pieces: string | Buffer | readonly (string | Buffer)[],
  quietMs = 1_500,
): Promise<{ answers: RawAnswer[]; closed: boolean }> {
  const socket = await dial(url);
  const chunks: Buffer[] = [];
  const closed = new Promise<boolean>((resolve) => {
    let timer = setTimeout(() => resolve(false), quietMs);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(timer);
      timer = setTimeout(() => resolve(false), quietMs);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
  for (const piece of typeof pieces === 'string' || Buffer.isBuffer(pieces) ? [pieces] : pieces)
    socket.write(piece);
  const ended = await closed;
  socket.destroy();
  return { answers: parse(Buffer.concat(chunks).toString('latin1')), closed: ended };
}

function parse(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = text;
  while (rest.startsWith('HTTP/')) {
    const end = rest.indexOf('\r\n\r\n');
    const [first = '', ...lines] = rest.slice(0, end < 0 ? undefined : end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const status = Number(first.split(' ')[1]);
    const length = status === 204 ? 0 : Number(headers['content-length'] ?? 0);
    const body = end < 0 ? '' : rest.slice(end + 4, end + 4 + length);
    answers.push({ status, headers, body });
    rest = end < 0 ? '' : rest.slice(end + 4 + length);
  }
  return answers;
}
