import {
  ExportFailedError,
  NetworkError,
  PortolanError,
  ProblemError,
  QueryFailedError,
  type Failure,
  type Summary,
} from '../index.js';
import { spelled, UsageError } from './flag.js';
import { visible } from './text.js';

/** How the command ended. */
export const EXIT = { complete: 0, error: 1, usage: 2, incomplete: 3 } as const;

/** Failures that are named one by one; of the rest the number. */
const NAMED = 20;

/** What failures, problems and failed exports say of the vendor. */
type VendorWords = Pick<Failure, 'upstream_code' | 'upstream_request_id' | 'hint'>;

/** The hosts whose rows are missing, for people. */
export function failuresText(failures: readonly Failure[], count = failures.length): string {
  const lines = failures.slice(0, NAMED).map((failure) => {
    const { host_id: id, code, title } = failure;
    return `  ${visible(id)}  ${visible(code)}: ${visible(title)}${vendorText(failure)}\n`;
  });
  const rest = count - lines.length;
  const more = rest > 0 ? `  … and ${rest} more\n` : '';
  return `portolan: incomplete: ${count} ${count === 1 ? 'host' : 'hosts'} could not be read\n${lines.join('')}${more}${hintsText(failures)}`;
}

/** What the vendor said, for its support. */
function vendorText({ upstream_code: code, upstream_request_id: id }: VendorWords): string {
  const words = [...(code === undefined ? [] : [code]), ...(id === undefined ? [] : [`request ${id}`])];
  return words.length === 0 ? '' : ` (${visible(words.join(', '))})`;
}

/** What the operator can do, each hint once. */
function hintsText(failures: readonly VendorWords[]): string {
  const hints = new Set(failures.flatMap(({ hint }) => hint ?? []));
  return [...hints]
    .slice(0, NAMED)
    .map((hint) => `  ${visible(hint)}\n`)
    .join('');
}

/** Why rows are missing where no host failed. */
export function incompleteText(summary: Summary | undefined): string {
  return `portolan: incomplete: ${visible(summary?.reason ?? 'the service does not say why')}\n`;
}

/** What went wrong, for people, and the exit code that says the same to programs. */
export function errorText(error: unknown, url: string): { readonly text: string; readonly code: number } {
  if (error instanceof UsageError) return { text: `portolan: ${visible(error.message)}\n`, code: EXIT.usage };
  if (error instanceof ProblemError) return { text: problemText(error), code: codeOf(error) };
  if (error instanceof NetworkError) {
    const text = `portolan: ${visible(url)} does not answer (${visible(reasonOf(error))}). PORTOLAN_URL or --url says where the service is.\n`;
    return { text, code: EXIT.error };
  }
  if (error instanceof ExportFailedError && error.order.failure !== null) {
    const { failure } = error.order;
    const text = `portolan: the export failed: ${visible(failure.title)} (${visible(failure.code)})${vendorText(failure)}\n`;
    return { text: text + hintsText([failure]), code: EXIT.error };
  }
  if (error instanceof QueryFailedError && error.query.failure !== null) {
    const { title, code } = error.query.failure;
    return { text: `portolan: the query failed: ${visible(title)} (${visible(code)})\n`, code: EXIT.error };
  }
  const text =
    error instanceof PortolanError ? error.message : String((error as Error | undefined)?.message ?? error);
  return { text: `portolan: ${visible(text)}\n`, code: EXIT.error };
}

function codeOf(error: ProblemError): number {
  return error.is('invalid-request') ? EXIT.usage : EXIT.error;
}

const HINTS: Readonly<Record<string, string>> = {
  unauthenticated: 'PORTOLAN_KEY holds the key; portolan whoami tries it.',
  forbidden: 'portolan whoami shows what your key may do.',
};

function problemText(error: ProblemError): string {
  const { problem, kind } = error;
  const faults = (problem.errors ?? []).map(({ parameter, pointer, detail }) => {
    const name = parameter ?? pointer?.split('/').filter(Boolean).at(-1);
    return `  ${name === undefined ? '' : `--${visible(spelled(name))} `}${visible(detail)}\n`;
  });
  const id = problem.correlation_id ? ` [${visible(problem.correlation_id)}]` : '';
  const hint = HINTS[kind];
  const said = `${visible(error.message)}${vendorText(problem)}${faults.length === 0 ? id : ''}`;
  return `portolan: ${said}\n${faults.join('')}${hint === undefined ? '' : `  ${hint}\n`}${hintsText([problem])}`;
}

function reasonOf(error: NetworkError): string {
  const inner = (error.cause as { readonly cause?: { readonly code?: unknown } } | undefined)?.cause;
  return typeof inner?.code === 'string' ? inner.code : error.message;
}
