import { Child } from './child.js';
import { startCloud, type Cloud } from './cloud.js';
import { freePort } from './free-port.js';
import { hostsWith, rowsByHost } from './fleet-truth.js';
import { RowCheck, type RowIdentity } from './measure.js';
import { KEY, startPortolan, type Portolan } from './portolan.js';
import type { Order } from './row.js';

export const CLIENTS = 64;
const ROUNDS = 5;
/** Loads before the first that counts: Node compiles what is called often, and is done after some thousand requests. */
const WARM_LOADS = 4;
const QUICK_CLIENTS = 4;

/** A program that serves HTTP on a port of its own. */
export interface Peer {
  readonly child: Child;
  readonly port: number;
}

/** Pages of one server each, of one size: one server for each client. */
export interface Pages {
  /** Rows a page. */
  readonly rows: number;
  readonly hosts: readonly string[];
}

/** What P5 and P6 measure on: an emulator that answers at once, Portolan, and servers whose pages have one size. */
export interface HostPages {
  readonly cloud: Cloud;
  readonly portolan: Portolan;
  readonly pages: readonly Pages[];
  readonly clients: number;
  readonly rounds: number;
  /** Loads of each side before those that count. */
  readonly warmLoads: number;
  /** How long one load lasts. */
  readonly ms: number;
  readonly stop: () => Promise<void>;
}

export const HEADERS = { 'x-api-key': KEY };

export async function startHostPages({ quick, seed }: Order): Promise<HostPages> {
  const clients = quick ? QUICK_CLIENTS : CLIENTS;
  // About one server in 600 has more than 200 rows: its first page has 200.
  const cloud = await startCloud(quick ? 5_000 : 50_000, 0, seed);
  const portolan = await startPortolan(cloud);
  const counts = await rowsByHost(cloud);
  return {
    cloud,
    portolan,
    pages: [
      { rows: 17, hosts: hostsWith(counts, 17, 17, clients) },
      { rows: 200, hosts: hostsWith(counts, 201, Infinity, clients) },
    ],
    clients,
    rounds: quick ? 1 : ROUNDS,
    warmLoads: quick ? 1 : WARM_LOADS,
    ms: quick ? 150 : 1_000,
    stop: async () => {
      await portolan.stop();
      await cloud.child.stop();
    },
  };
}

/** Returns the path of one server's page. */
export function pagePath(host: string, maxAgeS: number): string {
  return `/v1/hosts/${host}/ports?limit=200&max_age=${maxAgeS}`;
}

/** Starts a program of `bench/peers`. */
export async function startPeer(
  name: string,
  script: string,
  ready: string,
  environment: Record<string, string> = {},
): Promise<Peer> {
  const port = await freePort();
  const child = Child.start(name, `dist-bench/bench/peers/${script}`, { PORT: String(port), ...environment });
  await child.answers(`http://127.0.0.1:${port}${ready}`);
  return { child, port };
}

/** Reads one page and returns its text and the hashes of its rows. */
export async function readPage(url: string): Promise<{ readonly text: string; readonly check: string }> {
  const response = await fetch(url, { headers: HEADERS });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${text}`);
  const check = new RowCheck();
  for (const item of (JSON.parse(text) as { readonly items: readonly RowIdentity[] }).items) check.add(item);
  return { text, check: check.text };
}
