import { badParameter } from '../gateway/refusal.js';
import { readObject } from './body.js';
import type { HssHandler } from './request.js';

/** Ports changed by one call (source: vendor's reference). */
const MAX_PORTS = 200;

interface Target {
  readonly agent_id: string;
  readonly port: number;
  readonly port_type: 'TCP' | 'UDP';
}

function isTarget(value: unknown): value is Target {
  if (typeof value !== 'object' || value === null) return false;
  const { agent_id, port, port_type } = value as Record<string, unknown>;
  return (
    typeof agent_id === 'string' && Number.isInteger(port) && (port_type === 'TCP' || port_type === 'UDP')
  );
}

/** Answers `/asset/batch-modify-port-status`: an ignored port counts as normal from then on. */
export const changePortStatus: HssHandler = ({ project, parameters, caller, body }) => {
  parameters.enterpriseProjects(caller);
  parameters.containersOnly();
  const { operate_type, data_list } = readObject(body);
  const known = operate_type === 'ignore' || operate_type === 'not_ignore';
  if (!known || !Array.isArray(data_list) || data_list.length > MAX_PORTS || !data_list.every(isTarget)) {
    throw badParameter();
  }
  project.fleet.ignorePorts(
    data_list.map(({ agent_id, port, port_type }) => ({ agentId: agent_id, port, udp: port_type === 'UDP' })),
    operate_type === 'ignore',
  );
  return { status: 200 };
};
