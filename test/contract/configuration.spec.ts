import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import {
  configurationPage,
  knownSettings,
  settingsOf,
  withCommentedSettings,
} from '../../src/platform/config/config-table.js';
import { variablesFor } from '../../src/platform/config/environment.js';
import { loadConfig } from '../../src/platform/config/load-config.js';

const root = process.cwd();
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const byDefault = read('config/default.yaml');
const example = read('config/production.example.yaml');
const described = [byDefault, example].flatMap((yaml) => settingsOf(withCommentedSettings(yaml)));
const known = knownSettings();

describe('the configuration as it is described', () => {
  it('names every setting there is, and none besides', () => {
    const missing = [...known.keys()].filter((path) => !described.some((setting) => setting.path === path));
    expect(missing).toEqual([]);
    const unknown = settingsOf(byDefault).filter(({ path }) => !known.has(path));
    expect(unknown).toEqual([]);
  });

  it('shows the default of each setting that has one', () => {
    const shown = new Map(settingsOf(byDefault).map(({ path, value }) => [path, parse(value) as unknown]));
    expect(shown.size).toBeGreaterThan(25);
    for (const [path, value] of shown) {
      const text = Array.isArray(value) ? `[${value.join(', ')}]` : value === '' ? "''" : String(value);
      expect({ path, default: text }).toEqual({ path, default: known.get(path)?.default });
    }
  });

  it('states the range that is checked', () => {
    const places = new Set(settingsOf(byDefault).map(({ path }) => path));
    const ofEntries = settingsOf(withCommentedSettings(example)).filter(({ path }) => !places.has(path));
    const silent = [...settingsOf(byDefault), ...ofEntries].flatMap(({ path, meaning }) => {
      const range = known.get(path)?.range;
      return range === undefined || meaning.includes(`${range[0]} to ${range[1]}`) ? [] : [{ path, range }];
    });
    expect([...known.values()].filter(({ range }) => range !== undefined).length).toBeGreaterThan(20);
    expect(silent).toEqual([]);
  });

  it('names the environment variables that are read', () => {
    for (const { path, environment } of settingsOf(withCommentedSettings(byDefault))) {
      const read = variablesFor(path);
      if (read.length > 0 && known.has(path))
        expect({ path, environment }).toEqual({ path, environment: read });
    }
  });

  it('is on its page (npm run docs), the variables of the README with it', () => {
    expect(read('docs/configuration.md')).toBe(configurationPage(byDefault, example));
    const unknown = [...read('README.md').matchAll(/`([A-Z][A-Z_]+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('EMULATOR_') && name !== 'PORTOLAN_CONFIG')
      .filter((name) => !read('docs/configuration.md').includes(`\`${name}\``));
    expect(unknown).toEqual([]);
  });

  it('has an example for production that starts', () => {
    const environment = {
      PORTOLAN_CONFIG: 'config/production.example.yaml',
      PORTOLAN_SECRET_1: 'a-secret-for-tests-only-of-40-characters',
      HSS_PROJECT_ID: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
      HSS_AK: 'AKFORTESTSONLY',
      HSS_SK: 'a-secret-key-for-tests-only',
      CONSOLE_KEY_SHA256: 'a'.repeat(64),
    };
    const config = loadConfig(environment, root);
    expect(config.projects).toMatchObject([{ alias: 'production', credentials: [{ kind: 'ak-sk' }] }]);
    expect(config.auth.apiKeys).toMatchObject([{ name: 'console', sha256: 'a'.repeat(64) }]);
    expect(config.redis.url).toBe('');
  });
});
