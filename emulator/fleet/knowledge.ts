/** Risk levels as numbers, so that the highest of several is their maximum. */
export const NORMAL = 0;
export const UNKNOWN = 1;
export const DANGER = 2;
export type Risk = typeof NORMAL | typeof UNKNOWN | typeof DANGER;

interface PortLore {
  readonly risk: Risk;
  readonly zh: string;
  readonly en: string;
}

function lore(risk: Risk, zh: string, en: string): PortLore {
  return { risk, zh, en };
}

/** What the emulator's knowledge base says about a port; the key is the port, with `/udp` for UDP. */
const LORE: ReadonlyMap<string, PortLore> = new Map([
  ['22', lore(NORMAL, '安全外壳协议端口', 'Secure shell port')],
  ['23', lore(DANGER, '远程登录端口', 'Telnet port')],
  ['25', lore(NORMAL, '简单邮件传输端口', 'Mail transfer port')],
  ['53', lore(NORMAL, '域名服务端口', 'Domain name service port')],
  ['53/udp', lore(NORMAL, '域名服务端口', 'Domain name service port')],
  ['68/udp', lore(NORMAL, '动态主机配置客户端端口', 'Host configuration client port')],
  ['69/udp', lore(DANGER, '简单文件传输端口', 'Trivial file transfer port')],
  ['80', lore(NORMAL, '超文本传输端口', 'Web port')],
  ['111', lore(NORMAL, '远程过程调用端口', 'Remote procedure call port')],
  ['111/udp', lore(NORMAL, '远程过程调用端口', 'Remote procedure call port')],
  ['123/udp', lore(NORMAL, '网络时间端口', 'Network time port')],
  ['443', lore(NORMAL, '加密超文本传输端口', 'Encrypted web port')],
  ['513', lore(DANGER, '远程登录端口', 'Remote login port')],
  ['514', lore(DANGER, '远程命令端口', 'Remote shell port')],
  ['2375', lore(DANGER, '未加密的容器引擎端口', 'Container engine port without encryption')],
  ['3306', lore(NORMAL, '数据库端口', 'Database port')],
  ['3389', lore(DANGER, '远程桌面端口', 'Remote desktop port')],
  ['3389/udp', lore(DANGER, '远程桌面端口', 'Remote desktop port')],
  ['5432', lore(NORMAL, '数据库端口', 'Database port')],
  ['5900', lore(DANGER, '远程控制端口', 'Remote control port')],
  ['6379', lore(NORMAL, '缓存数据库端口', 'Cache database port')],
  ['8080', lore(NORMAL, '备用超文本传输端口', 'Alternative web port')],
  ['9100', lore(NORMAL, '指标采集端口', 'Metrics port')],
]);

const RISKS = new Uint8Array(2 * 65536).fill(UNKNOWN);
for (const [key, entry] of LORE) {
  const [port, udp] = key.split('/');
  RISKS[Number(port) + (udp === undefined ? 0 : 65536)] = entry.risk;
}

/** Returns the usual risk of a port; {@link UNKNOWN} for a port that the knowledge base lacks. */
export function riskOf(port: number, udp: boolean): Risk {
  return RISKS[port + (udp ? 65536 : 0)] as Risk;
}

/** Returns the knowledge about a port, TCP first; undefined when there is none. */
export function loreOf(port: number): (PortLore & { readonly udp: boolean }) | undefined {
  const tcp = LORE.get(String(port));
  if (tcp !== undefined) return { ...tcp, udp: false };
  const udp = LORE.get(`${port}/udp`);
  return udp === undefined ? undefined : { ...udp, udp: true };
}
