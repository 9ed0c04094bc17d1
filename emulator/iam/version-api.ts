import { json, type Answer } from '../gateway/answer.js';

/** The only version of the interface (source: the example in the vendor's reference). */
const VERSION = {
  id: 'v3.6',
  status: 'stable',
  updated: '2016-04-04T00:00:00Z',
  links: [{ rel: 'self', href: 'https://iam.myhuaweicloud.com/v3/' }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
};

/** Answers `GET /`: all versions of the interface, with status 300 as documented. Needs no credential. */
export function listVersions(): Answer {
  return json(300, { versions: { values: [VERSION] } });
}

/** Answers `GET /v3`: version 3. Needs no credential. */
export function showVersion(): Answer {
  return json(200, { version: VERSION });
}
