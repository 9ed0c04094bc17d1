import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Networks that are not public (source: IANA's registries of special-purpose addresses). */
const NOT_PUBLIC = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  ...['3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
];

/** An address that may be connected to. */
export interface HookAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Finds the addresses of hosts that webhooks go to, and refuses those that nobody has allowed. */
export class HookAddresses {
  private readonly notPublic = listOf(NOT_PUBLIC);
  private readonly listed: BlockList;
  private readonly privateNetworks: BlockList;

  /**
   * @param hosts names and addresses. An address among them is reached under this address, public or not.
   * @param networks networks that are not public and may be reached under a name.
   */
  constructor(hosts: readonly string[], networks: readonly string[]) {
    this.listed = listOf(hosts.filter((host) => isIP(host) !== 0));
    this.privateNetworks = listOf(networks);
  }

  /** Returns an address of the host of a URL. @throws Error when it has none, or when one of them may not be reached. */
  async of(url: URL): Promise<HookAddress> {
    // The URL has turned every other way to write an address into this form.
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const version = isIP(host);
    const found = version === 0 ? await lookup(host, { all: true }) : [{ address: host, family: version }];
    const allowed = [this.privateNetworks, ...(version === 0 ? [] : [this.listed])];
    if (found.some((each) => has(this.notPublic, each) && !allowed.some((list) => has(list, each))))
      throw new Error('the host has an address that is not public');
    const [first] = found;
    if (first === undefined) throw new Error('the host has no address');
    return { address: first.address, family: first.family === 6 ? 6 : 4 };
  }
}

function has(
  list: BlockList,
  { address, family }: { readonly address: string; readonly family: number },
): boolean {
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(prefix), type);
  }
  return list;
}
