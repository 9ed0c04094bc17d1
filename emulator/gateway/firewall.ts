import type { Answer } from './answer.js';

/** Returns the answer as it leaves the web firewall in front of the gateway: in chunks, with the firewall's name and cookies. */
export function behindFirewall(answer: Answer, requestId: string, now: number): Answer {
  const cookies = [`HWWAFSESID=${requestId.slice(0, 18)}; path=/`, `HWWAFSESTIME=${now}; path=/`];
  return {
    ...answer,
    chunked: true,
    headers: { ...answer.headers, Server: 'CloudWAF', 'Set-Cookie': cookies },
  };
}
