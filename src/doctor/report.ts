import { isTrouble, type Finding, type Outcome } from './finding.js';

/** The findings of a run as a program reads them. */
export interface Report {
  readonly version: string;
  /** RFC 3339. */
  readonly at: string;
  /** Whether nothing asks for action. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

const WIDTHS = { outcome: 9, check: 28 };
const WORDS: Readonly<Record<Outcome, string>> = {
  ok: 'ok',
  note: 'note',
  right: 'RIGHT',
  empty: 'EMPTY',
  quota: 'QUOTA',
  trouble: 'TROUBLE',
  skipped: 'skipped',
};

/** Returns one finding as a line for people, and the setting to change on a line below. */
export function lineOf(finding: Finding): string {
  const { check, outcome, text, api, requestId, setting } = finding;
  const words = [WORDS[outcome].padEnd(WIDTHS.outcome), check.padEnd(WIDTHS.check), text];
  if (isTrouble(finding) && api !== undefined) words.push(`[${api}]`);
  if (requestId !== undefined) words.push(`(request ${requestId})`);
  const line = `  ${words.join(' ')}`;
  return setting === undefined ? line : `${line}\n${' '.repeat(4)}set ${setting}`;
}

/** Returns the last line of a report for people. */
export function verdict(findings: readonly Finding[]): string {
  const troubled = findings.filter(isTrouble).length;
  return troubled === 0
    ? 'Everything that was tried works.'
    : `${troubled} of ${findings.length} checks ask for action. This report holds no secret and can go into a ticket.`;
}
