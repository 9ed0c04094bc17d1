import { port } from '../../asset-types/port/port.js';
import { callsOf } from '../../rest/asset-calls.js';
import { hostlessParamsDtoOf, paramsDtoOf } from '../../rest/input/asset-dto.js';

/** Inputs and answers of the calls that give port rows. */
export const PORT_CALLS = callsOf(port);

const { port: _port, ...otherFilters } = port.filters;

/** Query string of `GET /v1/hosts/{host_id}/ports`: all parameters but the hosts. */
export const HostPortsParamsDto = hostlessParamsDtoOf({ ...PORT_CALLS, name: 'HostPorts' });

/** Query string of `GET /v1/ports/{port}/hosts`: all parameters but `port`. */
export const PortHostsParamsDto = paramsDtoOf({
  ...PORT_CALLS,
  name: 'PortHosts',
  filters: otherFilters,
});
