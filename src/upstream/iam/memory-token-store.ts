import { systemClock, type Clock } from '../../kernel/clock.js';
import {
  slotDigest,
  type Claim,
  type Refusal,
  type StoredToken,
  type TokenSlot,
  type TokenStore,
} from './token-store.js';

interface Entry {
  token?: { readonly stored: StoredToken; readonly diesAt: number };
  lease?: { readonly owner: string; readonly endsAt: number };
  refusal?: { readonly refusal: Refusal; readonly endsAt: number };
  /** The highest generation ever handed out or stored. */
  fence: number;
}

/** The token store of a process alone; all times on its monotonic clock. */
export class MemoryTokenStore implements TokenStore {
  readonly kind = 'memory';
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock = systemClock) {}

  read(slot: TokenSlot): Promise<StoredToken | undefined> {
    return Promise.resolve(this.living(this.entry(slot)));
  }

  claim(slot: TokenSlot, after: number, owner: string, leaseMs: number): Promise<Claim> {
    const entry = this.entry(slot);
    const token = this.living(entry);
    if (token !== undefined && token.generation > after) return Promise.resolve({ kind: 'token', token });
    const now = this.clock.monotonic();
    if (entry.lease !== undefined && entry.lease.endsAt > now) {
      return Promise.resolve({ kind: 'busy', forMs: entry.lease.endsAt - now });
    }
    entry.lease = { owner, endsAt: now + leaseMs };
    entry.fence = Math.max(Math.floor(this.clock.now()), entry.fence + 1, after + 1);
    const refusal = this.refusalOf(entry);
    return Promise.resolve({
      kind: 'lease',
      generation: entry.fence,
      ...(refusal === undefined ? {} : { refusal }),
    });
  }

  write(slot: TokenSlot, token: StoredToken): Promise<boolean> {
    const entry = this.entry(slot);
    const held = this.living(entry);
    if (held !== undefined && held.generation >= token.generation) return Promise.resolve(false);
    if (token.remainingMs <= 0) return Promise.resolve(false);
    entry.token = { stored: token, diesAt: this.clock.monotonic() + token.remainingMs };
    entry.fence = Math.max(entry.fence, token.generation);
    delete entry.refusal;
    return Promise.resolve(true);
  }

  extend(slot: TokenSlot, owner: string, leaseMs: number): Promise<boolean> {
    const entry = this.entry(slot);
    const now = this.clock.monotonic();
    if (entry.lease?.owner !== owner || entry.lease.endsAt <= now) return Promise.resolve(false);
    entry.lease = { owner, endsAt: now + leaseMs };
    return Promise.resolve(true);
  }

  release(slot: TokenSlot, owner: string): Promise<void> {
    const entry = this.entry(slot);
    if (entry.lease?.owner === owner) delete entry.lease;
    return Promise.resolve();
  }

  remember(slot: TokenSlot, refusal: Refusal, ttlMs: number): Promise<void> {
    this.entry(slot).refusal = { refusal, endsAt: this.clock.monotonic() + ttlMs };
    return Promise.resolve();
  }

  refusal(slot: TokenSlot): Promise<Refusal | undefined> {
    return Promise.resolve(this.refusalOf(this.entry(slot)));
  }

  forget(slot: TokenSlot): Promise<void> {
    delete this.entry(slot).refusal;
    return Promise.resolve();
  }

  private entry(slot: TokenSlot): Entry {
    const name = slotDigest(slot);
    let entry = this.entries.get(name);
    if (entry === undefined) {
      entry = { fence: 0 };
      this.entries.set(name, entry);
    }
    return entry;
  }

  private living(entry: Entry): StoredToken | undefined {
    if (entry.token === undefined) return undefined;
    const remainingMs = entry.token.diesAt - this.clock.monotonic();
    return remainingMs > 0 ? { ...entry.token.stored, remainingMs } : undefined;
  }

  private refusalOf(entry: Entry): Refusal | undefined {
    return entry.refusal !== undefined && entry.refusal.endsAt > this.clock.monotonic()
      ? entry.refusal.refusal
      : undefined;
  }
}
