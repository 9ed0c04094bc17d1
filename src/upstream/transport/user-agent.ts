import { VERSION } from '../../platform/version.js';

/** Names this program to the vendor. Web firewalls distrust calls without a name. */
export const USER_AGENT = `portolan/${VERSION}`;
