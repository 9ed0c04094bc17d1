import type { Wire, WireRequest, WireResponse } from '../upstream/transport/wire.js';

/** A wire that notes what every answer tells beside its content. It keeps no token and no body. */
export class WatchedWire implements Wire {
  /** Exchanges so far, by method and path without the project's id. */
  readonly calls = new Map<string, number>();
  /** How far the vendor's clock is ahead of ours, in milliseconds; undefined until an answer has a `Date`. */
  clockAheadMs: number | undefined;
  /** Characters of the last token. */
  tokenLength: number | undefined;

  constructor(
    private readonly wire: Wire,
    private readonly now: () => number,
  ) {}

  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    const path = (request.path.split('?')[0] ?? '').replace(/^\/v5\/[^/]+/, '');
    const name = `${request.method} ${path}`;
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    const response = await this.wire.send(request, signal);
    const vendorNow = Date.parse(response.headers['date'] ?? '');
    if (!Number.isNaN(vendorNow)) this.clockAheadMs = vendorNow - this.now();
    const token = response.headers['x-subject-token'];
    if (token !== undefined) this.tokenLength = token.length;
    return response;
  }

  /** Exchanges so far, of all paths. */
  get total(): number {
    return [...this.calls.values()].reduce((sum, each) => sum + each, 0);
  }
}
