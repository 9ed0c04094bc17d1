import type { FaultKind } from '../../kernel/fault.js';
import { rightFor } from './rights.js';

/** The refused call, as far as a hint needs it. */
export interface RefusedCall {
  /** Method and path template. */
  readonly endpoint: string;
  /** Path and query as sent. */
  readonly path: string;
}

/** What an operator can do about a code, where the code alone says it (source: FACTS of the vendor, sections 7.2 and 7.3). */
const HINT_OF_CODE: Readonly<Record<string, string>> = {
  'APIGW.0101':
    'The vendor does not know this address: check region and hss_endpoint of the project. Some regions lack some calls.',
  'APIGW.0301':
    'The vendor refuses the token or the signature: check the key, the region and the clock of this machine.',
  'APIGW.0302': 'The vendor blocked the user for this call: ask the administrator of the account.',
  'APIGW.0307':
    'The vendor refuses the token: it expired early, or belongs to another region. Check region and iam_endpoint of the project.',
  'APIGW.0308':
    'The vendor limits the calls: set upstream.quota.calls_per_minute, or give the project more credentials.',
  'APIGW.0310':
    'The vendor says that the project is not available: check its id, and whether the account has arrears.',
  'APIGW.0401': 'The vendor does not accept calls from the address of this machine.',
  'APIGW.0402': 'The vendor does not accept calls from the address of this machine.',
  'APIGW.0802': 'The vendor bars the user in this region: check the region and the rights of the user there.',
};

const FIREWALL =
  'A web firewall answered instead of the vendor. Ask whoever runs it, or the vendor, to let the address of this machine pass.';
/** The hint for an answer that is a web page. */
export const WEB_PAGE =
  'The answer is a web page instead of JSON: a firewall or a proxy wrote it. Check hss_endpoint and what stands between this machine and the vendor.';

/** What narrows the scope of a refused call, where it asked for all enterprise projects. */
const ONE_ENTERPRISE_PROJECT =
  ' If the credential may see one enterprise project only, set enterprise_project_id of the project to its id.';

/** Returns what an operator can do about a refusal; undefined where there is nothing to say. */
export function hintFor(
  kind: FaultKind,
  code: string | undefined,
  call: RefusedCall | undefined,
  webPage: boolean,
): string | undefined {
  if (kind === 'blocked') return FIREWALL;
  if (webPage) return WEB_PAGE;
  const byCode = code === undefined ? undefined : HINT_OF_CODE[code.replace(/^APIG\./, 'APIGW.')];
  if (byCode !== undefined) return byCode;
  return kind === 'forbidden' && call !== undefined ? rightHint(call) : undefined;
}

function rightHint({ endpoint, path }: RefusedCall): string {
  const right = rightFor(endpoint);
  const grant =
    right === undefined
      ? `Grant the credential the right for ${endpoint}.`
      : `Grant the credential ${right}.`;
  return path.includes('enterprise_project_id=all_granted_eps') ? grant + ONE_ENTERPRISE_PROJECT : grant;
}
