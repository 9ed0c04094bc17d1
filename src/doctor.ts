import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { diagnose, type DoctorOptions } from './doctor/doctor.js';
import { isTrouble, type Finding } from './doctor/finding.js';
import { lineOf, verdict, type Report } from './doctor/report.js';
import type { AppConfig } from './platform/config/config.js';
import {
  ConfigError,
  environmentOfProcess,
  loadConfig,
  projectDirectory,
} from './platform/config/load-config.js';
import { VERSION } from './platform/version.js';

const USAGE = `Tries the account behind each configured project, call by call, and says what works and what to do.

  npm run doctor [-- --project ALIAS] [-- --export] [-- --json]

  --project ALIAS  check this project only
  --export         make one small export as well, from order to file
  --json           write the report as JSON
  --help           show this text

It reads the same configuration as npm start. Exit codes: 0 everything works, 1 something asks for action, 2 the configuration
or an option is wrong.
`;

/** Runs the doctor. Returns the exit code. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      project: { type: 'string' },
      export: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const config = loadConfig(environmentOfProcess(), projectDirectory(), 'call-the-vendor');
  const { project } = values;
  if (project !== undefined && !config.projects.some(({ alias }) => alias === project)) {
    process.stderr.write(
      `No project ${project}. Configured: ${config.projects.map(({ alias }) => alias).join(', ')}\n`,
    );
    return 2;
  }
  const findings = await examine(config, values.json, {
    export: values.export,
    ...(project === undefined ? {} : { project }),
  });
  return findings.some(isTrouble) ? 1 : 0;
}

async function examine(config: AppConfig, json: boolean, options: DoctorOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  const at = new Date().toISOString();
  const say = (line: string): void => void (json || process.stdout.write(`${line}\n`));
  say(`Portolan doctor, version ${VERSION}, ${at}`);
  for await (const finding of diagnose(config, options)) {
    if (findings.at(-1)?.project !== finding.project) say(`\nproject ${finding.project}`);
    findings.push(finding);
    say(lineOf(finding));
  }
  say(`\n${verdict(findings)}`);
  const report: Report = { version: VERSION, at, ok: !findings.some(isTrouble), findings };
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return findings;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : 'unknown fault';
    process.stderr.write(`${message}\n`);
    const isUsage =
      error instanceof ConfigError ||
      (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
    process.exitCode = isUsage ? 2 : 1;
  },
);
