import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Portolan, type DeprecationNotice } from '../../client/src/index.js';
import type * as deprecation from '../../src/platform/http/rules/deprecation.js';
import type * as deprecating from '../support/deprecating-app.js';
import { outside } from '../support/outside.js';

const { startDeprecatingApp } = await outside<typeof deprecating>('test/support/deprecating-app.ts');
const { Deprecated } = await outside<typeof deprecation>('src/platform/http/rules/deprecation.ts');

type Started = Awaited<ReturnType<typeof startDeprecatingApp>>;
let app: Started['app'];
let documents: Started['documents'];
let url: string;

beforeAll(async () => {
  ({ app, documents } = await startDeprecatingApp());
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}, 60_000);

afterAll(() => app.close());

/** What an answer says of deprecation: since when, until when, and its links. */
async function toldBy(path: string, headers: Record<string, string> = { 'x-api-key': 'any' }) {
  const answer = await fetch(url + path, { headers });
  await answer.text();
  const [deprecated, sunset, link] = ['deprecation', 'sunset', 'link'].map((name) =>
    answer.headers.get(name),
  );
  return { status: answer.status, deprecated, sunset, link };
}

const seconds = (day: string): string => `@${Date.parse(day) / 1000}`;

it('tells the dates of a deprecated operation, and keeps the link to the next page', async () => {
  expect(await toldBy('/v1/colours')).toEqual({
    status: 200,
    deprecated: seconds('2027-01-31'),
    sunset: 'Sat, 31 Jul 2027 00:00:00 GMT',
    link: '</portolan/docs#colours>; rel="deprecation", </portolan/v1/colours?cursor=next>; rel="next"',
  });
});

it('tells them to a caller who is refused as well', async () => {
  expect(await toldBy('/v1/colours', {})).toMatchObject({ status: 401, deprecated: seconds('2027-01-31') });
});

it('tells of a deprecated parameter only who uses it', async () => {
  const nothing = { status: 200, deprecated: null, sunset: null, link: null };
  expect(await toldBy('/v1/shades?hue=red')).toEqual(nothing);
  expect(await toldBy('/v1/inks?colour=red')).toEqual(nothing);
  expect(await toldBy('/v1/shades?colour=red')).toEqual({
    ...nothing,
    deprecated: seconds('2027-03-01'),
    link: '<https://example.com/hue>; rel="deprecation"',
  });
});

it('tells the first date of several, and every link', async () => {
  expect(await toldBy('/v1/shades?colour=red', { 'x-api-key': 'any', 'x-colour': 'red' })).toEqual({
    status: 200,
    deprecated: seconds('2027-02-01'),
    sunset: 'Sat, 01 Jan 2028 00:00:00 GMT',
    link: '<https://example.com/hue>; rel="deprecation", </portolan/docs#hue>; rel="deprecation"',
  });
});

it.each(['full', 'generators'] as const)('is marked in the document (%s)', (which) => {
  const { paths, components } = documents[which];
  const marked = Object.entries(paths).map(([path, { get }]) => [path, get?.deprecated ?? false]);
  expect(Object.fromEntries(marked)).toEqual({ '/v1/colours': true, '/v1/shades': false, '/v1/inks': false });
  const parameters = (paths['/v1/shades']?.get?.parameters ?? []).flatMap((each) =>
    'name' in each && each.deprecated === true ? [each.name] : [],
  );
  expect(parameters).toEqual(['colour', 'X-Colour']);
  expect(Object.keys(components?.headers ?? {})).toEqual(expect.arrayContaining(['Deprecation', 'Sunset']));
  expect(JSON.stringify(documents)).not.toContain('x-deprecations');
});

it('is told once of each operation by the typed client', async () => {
  const notices: DeprecationNotice[] = [];
  const portolan = new Portolan({
    url,
    key: 'any',
    onDeprecated: (notice) => notices.push(notice),
    // Each path of the service stands for one of the small application.
    fetch: (address, init) =>
      fetch(`${url}${(address as string).endsWith('whoami') ? '/v1/inks' : '/v1/colours'}`, init),
  });
  await portolan.call('listHosts');
  await portolan.call('listHosts', { limit: 1 });
  await portolan.call('getWhoami');
  await portolan.call('listPorts');
  const told = {
    since: new Date('2027-01-31'),
    sunset: new Date('2027-07-31'),
    link: '/portolan/docs#colours',
  };
  expect(notices).toEqual([
    { operation: 'listHosts', ...told },
    { operation: 'listPorts', ...told },
  ]);
});

it('refuses a notice that is shorter than promised, and a date that is none', () => {
  const link = '/docs';
  expect(() => Deprecated({ since: '2027-01-01', sunset: '2027-06-29', link })).toThrow(/180 days/);
  expect(() => Deprecated({ since: '1st of May', link })).toThrow(/must be a date/);
  expect(() => Deprecated({ since: '2027-01-01', sunset: '2027-06-30', link })).not.toThrow();
});
