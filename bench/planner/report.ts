import { MOST_RATIO, type Comparison } from './choice.js';
import type { ChangesFound } from './changes.js';
import { QUOTA, quotaMs, type UnderQuota } from './quota.js';
import type { FirstQuestion, PlannerResult } from './result.js';
import type { TypeCost } from './types.js';

const thousands = (value: number): string => Math.round(value).toLocaleString('en-GB').replaceAll(',', ' ');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
const minutes = (ms: number): string => `${(ms / 60_000).toFixed(1)} min`;
const yes = (holds: boolean): string => (holds ? 'yes' : '**no**');

/** Returns the figures as a page of Markdown. */
export function plannerReport(result: PlannerResult): string {
  const { machine, date, hosts, rows, ports, first, comparisons, quota, changes, types, tookS } = result;
  return `# The planner: calls

Written by \`npm run bench:planner\` on ${date}: ${machine}.

${thousands(hosts)} servers, ${thousands(rows)} port rows, ${thousands(ports)} distinct ports; calls are HSS calls as the emulator counted them,
at 0 ms latency, ${tookS.toFixed(0)} s in all. Rows are compared with what the emulator's fleet really holds.

## A first question

Each put to a process that has just started and knows nothing, \`max_age\` 0: what the planner asks to find its prices is in
its calls.

| question | plan chosen | calls | time | \`per-host\` calls | part | demanded | met | rows equal |
|---|---|---:|---:|---:|---:|---|---|---|
${first.map(firstLine).join('\n')}

${choiceSection(result, comparisons)}
${quotaSection(first, quota)}
${changesSection(changes)}
${typesSection(types)}`;
}

function firstLine(question: FirstQuestion): string {
  const { name, chosen, calls, wallMs, perHostCalls, demand, met, rowsEqual } = question;
  const part = calls >= perHostCalls ? '1' : `1/${(perHostCalls / calls).toFixed(1)}`;
  const cells = [name, `\`${chosen}\``, thousands(calls), seconds(wallMs), thousands(perHostCalls), part];
  return `| ${[...cells, demand, yes(met), yes(rowsEqual)].join(' | ')} |`;
}

function choiceSection({ seed }: PlannerResult, comparisons: readonly Comparison[]): string {
  const count = comparisons.length;
  const dear = comparisons.filter(({ ratio }) => ratio > MOST_RATIO);
  const streams = comparisons.filter(({ pages }) => !pages);
  const unequal = comparisons.filter(({ rowsEqual }) => !rowsEqual).length;
  const sum = (of: (one: Comparison) => number): number =>
    comparisons.reduce((total, one) => total + of(one), 0);
  const plans = [...new Set(comparisons.map(({ chosen }) => chosen))].sort();
  const worst = (all: readonly Comparison[]): string =>
    Math.max(1, ...all.map(({ ratio }) => ratio)).toFixed(2);
  const within = (all: readonly Comparison[]): number =>
    all.filter(({ ratio }) => ratio <= MOST_RATIO).length;
  return `## ${count} random questions

Seed ${seed}: all servers, selections, or 1 to 3 000 named ones; filters; streams and first pages of 10, 100 or 1 000 rows. Every
question goes to the planner and then to each plan it may choose from (an export is for quotas only), \`plan=\` forced and
broken off once it is dearer than the cheapest so far. What is kept is the same before each of them: no rows to
answer with, only what those of a few hundred servers looked like; the statistics, good for prices for ten minutes, and the number of servers always; in one half (\`max_age\` 0) no list of servers
and statistics read anew where an answer rests on them, in the other (\`max_age\` 600) both.

| | streams | first pages | all |
|---|---:|---:|---:|
| questions | ${streams.length} | ${count - streams.length} | ${count} |
| at most ${MOST_RATIO} × the cheapest plan's calls | ${within(streams)} | ${count - dear.length - within(streams)} | ${count - dear.length} |
| worst | ${worst(streams)} | ${worst(comparisons.filter(({ pages }) => pages))} | ${worst(comparisons)} |
| rows not equal | ${streams.filter(({ rowsEqual }) => !rowsEqual).length} | ${unequal - streams.filter(({ rowsEqual }) => !rowsEqual).length} | ${unequal} |

${comparisons.filter(({ again }) => again).length} first pages were put three times, because the chosen plan had cost more than the same plan forced: hosts in flight when
a page is full were asked in vain, and how many is a matter of which answers come first. Of these the medians count.

Chosen: ${plans.map((plan) => `\`${plan}\` ${comparisons.filter(({ chosen }) => chosen === plan).length} times`).join(', ')}. All questions together: ${thousands(sum(({ auto }) => auto))} calls, with the
cheapest plan each ${thousands(sum(({ cheapest }) => cheapest))} (${(sum(({ auto }) => auto) / sum(({ cheapest }) => cheapest)).toFixed(3)} ×).
${dear.length === 0 ? '' : dearTable(dear)}`;
}

function dearTable(dear: readonly Comparison[]): string {
  const lines = dear.map(({ query, state, chosen, auto, estimated, forced, ratio }) => {
    const others = Object.entries(forced).map(([plan, cost]) =>
      cost === null ? `\`${plan}\` not exact` : `\`${plan}\` ${cost.calls}${cost.more ? '+' : ''}`,
    );
    const max = state === 'fresh' ? 0 : 600;
    return `| ${query} max_age=${max} | \`${chosen}\` | ${estimated} | ${auto} | ${others.join(', ')} | ${ratio.toFixed(2)} |`;
  });
  return `
Dearer (a \`+\` was broken off there). Where chosen and cheapest are the same plan, only its reading ahead differed; else
the page turned out fuller or emptier of matching rows than counts by port let one expect.

| question | chosen | estimated | calls | forced | × |
|---|---|---:|---:|---|---:|
${lines.join('\n')}
`;
}

function quotaSection(first: readonly FirstQuestion[], quota: readonly UnderQuota[]): string {
  const perHost = first[0]?.perHostCalls ?? 0;
  return `## The whole fleet at ${QUOTA} calls a minute

The emulator allows each user ${QUOTA} calls of each API in any 60 s; a new process, \`max_age\` 0, no time limit. \`per-host\`, ${thousands(perHost)} calls,
would take ${minutes(quotaMs(perHost))} at least (calculated).

| Portolan was | plan | calls | complete | rows equal | time |
|---|---|---:|---|---|---:|
${quota.map(({ setting, plan, calls, complete, rowsEqual, wallMs }) => `| ${setting} | \`${plan}\` | ${thousands(calls)} | ${yes(complete)} | ${yes(rowsEqual)} | ${wallMs < 120_000 ? seconds(wallMs) : minutes(wallMs)} |`).join('\n')}
`;
}

function changesSection({ true: truth, ...told }: ChangesFound): string {
  const line = (name: 'added' | 'removed' | 'changed'): string =>
    `| ${name} | ${thousands(truth[name])} | ${thousands(told[name])} |`;
  return `## Changes after 1 % of the rows changed

| \`GET /v1/ports/changes\` | in truth | told |
|---|---:|---:|
${line('added')}
${line('removed')}
${line('changed')}

Rows missed: ${told.missed}; rows told that did not change: ${told.invented}. ${thousands(told.calls)} calls, ${told.pages} pages of up to 1 000, ${seconds(told.wallMs)}.
`;
}

function typesSection(types: readonly TypeCost[]): string {
  const cell = (calls: number | null | undefined): string => (calls == null ? '–' : thousands(calls));
  const lines = types.map(({ type, rows, trueRows, chosen, first, calls, forced, cheapest, pages }) => {
    const cells = [`\`${type}\``, thousands(rows), yes(rows === trueRows), `\`${chosen}\``, thousands(first)];
    const plans = [thousands(calls), cell(forced['by-port']), cell(forced['per-host'])];
    return `| ${[...cells, ...plans, (calls / Math.max(1, cheapest)).toFixed(2), thousands(pages)].join(' | ')} |`;
  });
  return `## Every type, over 1 000 servers

All rows of all servers, \`max_age\` 0; *first*: the calls of a process that knows nothing of the type yet. The plan \`by-port\` is by
whatever key the vendor's list wants, or the list over all servers as a whole where it wants none; a plan that would not
give the same rows has a dash. *pages*: what the rows would fill at 200 each, which no plan can undercut.

| type | rows | all of them | chosen | first | calls | \`by-port\` | \`per-host\` | × cheapest | pages |
|---|---:|---|---|---:|---:|---:|---:|---:|---:|
${lines.join('\n')}
`;
}
