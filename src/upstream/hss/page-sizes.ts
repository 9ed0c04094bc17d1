import type { Fault } from '../../kernel/fault.js';

/** Page sizes that are tried, largest first. The last is the vendor's smallest page (source: FACTS of the vendor, section 6). */
const SIZES = [200, 100, 20, 10] as const;

/** What the vendor answers when it does not take the size of a page, or any other parameter. */
const BAD_PARAMETER = 'HSS.0001';

interface PageSizesOptions {
  /** Largest size to try, 10 to 200. */
  readonly most: number;
  /** Whether a refused size is reported instead of tried smaller. Default: no. */
  readonly fixed?: boolean | undefined;
  /** Called when a list turns out to take smaller pages only. */
  readonly onSmaller?: ((api: string, size: number) => void) | undefined;
}

/**
 * Learns which page size each list of one project takes. The documents promise 200 rows for lists that were only ever seen
 * with 100, 20 or 10. A refused first page is asked for again with the next smaller size, until one is taken.
 */
export class PageSizes {
  private readonly known = new Map<string, number>();

  constructor(private readonly options: PageSizesOptions) {}

  /**
   * Reads the first page of a list with the largest size that the list takes.
   *
   * @param api the list, by its path template.
   * @param limit rows that the page may hold at most.
   * @param read reads the page with a size.
   * @returns the page and its size.
   * @throws Fault of the first size tried, when no size is taken: then the size is not the reason.
   */
  async firstPage<P>(
    api: string,
    limit: number,
    read: (size: number) => Promise<P>,
  ): Promise<{ readonly page: P; readonly size: number }> {
    let size = Math.min(limit, this.of(api));
    let refusal: unknown;
    for (;;) {
      try {
        const page = await read(size);
        this.learn(api, size, refusal !== undefined);
        return { page, size };
      } catch (error) {
        refusal ??= error;
        const maySmaller = this.options.fixed !== true && isAboutParameters(error) && !this.takes(api, size);
        const next = maySmaller ? this.below(api, size) : undefined;
        if (next === undefined) throw refusal;
        size = next;
      }
    }
  }

  private of(api: string): number {
    return this.known.get(api) ?? this.options.most;
  }

  /** Returns whether the list has taken pages of this size before: then there is nothing to learn from one. */
  takes(api: string, size: number): boolean {
    const known = this.known.get(api);
    return known !== undefined && size <= known;
  }

  private below(api: string, size: number): number | undefined {
    const known = this.known.get(api);
    return known !== undefined && known < size ? known : SIZES.find((smaller) => smaller < size);
  }

  private learn(api: string, size: number, steppedDown: boolean): void {
    const known = this.known.get(api);
    if (steppedDown && known === undefined) this.options.onSmaller?.(api, size);
    // A page that was asked for with few rows proves nothing about larger ones.
    if (known === undefined ? steppedDown || size >= this.options.most : steppedDown && size < known)
      this.known.set(api, size);
  }
}

function isAboutParameters(error: unknown): boolean {
  const { kind, upstreamCode } = error as Partial<Fault>;
  return kind === 'rejected' && upstreamCode === BAD_PARAMETER;
}
