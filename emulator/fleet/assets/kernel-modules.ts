import { hexOf, seedOf } from '../random.js';
import { fileHash, type AssetRow, type RowMaker } from './row.js';

const SALT = seedOf('kernel modules');

/** Name, folder below the kernel's, description, share of the servers in percent. */
const MODULES: readonly (readonly [string, string, string, number])[] = [
  ['aesni_intel', 'arch/x86/crypto', 'AES-NI and AVX helpers', 80],
  ['br_netfilter', 'net/bridge', 'Linux ethernet netfilter firewall bridge', 30],
  ['ext4', 'fs/ext4', 'Fourth Extended Filesystem', 95],
  ['ip_tables', 'net/ipv4/netfilter', 'IPv4 packet filter', 60],
  ['nf_conntrack', 'net/netfilter', '', 60],
  ['overlay', 'fs/overlayfs', 'Overlay filesystem', 35],
  ['virtio_net', 'drivers/net', 'Virtio network driver', 90],
  ['vxlan', 'drivers/net', 'Driver for VXLAN encapsulated traffic', 20],
  ['xfs', 'fs/xfs', 'SGI XFS with ACLs, security attributes', 40],
  ['hostguard_mod', 'extra', 'agent "self-protection"', 50],
];

/** A module as one kernel has it: the same on every server with that kernel. */
interface Build {
  readonly name: string;
  readonly fileName: string;
  readonly version: string;
  readonly sourceVersion: string;
  readonly path: string;
  readonly size: number;
  readonly hash: string;
  readonly about: string;
  readonly share: number;
}

const BUILDS = new Map<string, readonly Build[]>();

function buildsOf(kernel: string): readonly Build[] {
  let builds = BUILDS.get(kernel);
  if (builds === undefined) {
    builds = MODULES.map(([name, folder, about, share], i) => {
      const fileName = `${name.replaceAll('_', '-')}.ko`;
      const path = `/lib/modules/${kernel}/kernel/${folder}/${fileName}`;
      return {
        name,
        fileName,
        version: i % 3 === 0 ? '' : '1.0',
        sourceVersion: hexOf(SALT, seedOf(path), 0, 3).toUpperCase().slice(0, 23),
        path,
        size: 20_000 + (seedOf(path) % 900_000),
        hash: fileHash(path),
        about,
        share,
      };
    });
    BUILDS.set(kernel, builds);
  }
  return builds;
}

/** Kernel modules of Linux servers. */
export const kernelModuleRows: RowMaker = (site) => {
  if (site.windows) return [];
  const rows: AssetRow[] = [];
  const built = site.timeAgo(0x5000, 300);
  buildsOf(site.fleet.facts.system(site.host).kernel).forEach((build, i) => {
    if (site.draw(SALT, i) % 100 >= build.share) return;
    rows.push({
      agent_id: site.agentId,
      host_id: site.host.id,
      host_name: site.host.name,
      host_ip: site.host.ip,
      name: build.name,
      file_name: build.fileName,
      version: build.version,
      srcversion: build.sourceVersion,
      path: build.path,
      size: build.size,
      mode: '-rw-r--r--',
      uid: 0,
      ctime: built,
      mtime: built,
      hash: build.hash,
      desc: build.about,
      record_time: site.weeklyScan,
    });
  });
  return rows;
};
