import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { go } from '../address.js';
import { number, words } from '../language/language.js';
import { asked, type Asked } from '../reading/current.js';
import type { Row } from '../reading/reading.js';
import { filterOf } from '../question/question.js';
import { Problem } from '../shell/problem.js';
import { cellText } from '../table/cell-text.js';
import { Bars, type Bar } from './bars.js';
import { fleetHosts, fleetProblem, hostKey, needHosts } from './fleet-hosts.js';
import { HeatMap } from './heat-map.js';
import { narrow } from './narrow.js';
import { heatMap, tallies, type Tally } from './tallies.js';

/** Bars of one picture. A choice: what can be compared at a glance. */
const MOST_BARS = 12;
const MOST_RARE = 30;

/** What the rows on screen look like. */
export function PicturesView() {
  const now = asked.value;
  if (now === undefined) return <p class="empty">{words.value.pictures.needRows}</p>;
  const { id } = now.reading;
  return (
    <div class="pictures">
      {now.type.type === 'port' ? (
        <PortPictures key={id} asked={now} />
      ) : (
        <OtherPictures key={id} asked={now} />
      )}
    </div>
  );
}

function useRows({ reading }: Asked) {
  return useComputed(() => (reading.version.value >= 0 ? reading.rows : []));
}

function PortPictures({ asked: now }: { readonly asked: Asked }) {
  const text = words.value.pictures;
  const rows = useRows(now).value;
  const byPort = tallies(rows, 'port');
  const dangerous = tallies(
    rows.filter(({ status }) => status === 'danger'),
    'port',
  );
  return (
    <>
      <Heat asked={now} rows={rows} />
      <Bars
        id="top"
        title={text.top}
        bars={byPort.slice(0, MOST_BARS).map((tally) => barOf(tally, 'port'))}
      />
      <Bars
        id="dangerous"
        title={text.danger}
        bars={dangerous.slice(0, MOST_BARS).map((tally) => barOf(tally, 'port', { status: 'danger' }))}
      />
      <Bars id="exposure" title={text.exposure} bars={tallies(rows, 'exposure').map(exposureBar)} />
      <Rare tallied={byPort} member="port" beside="process_path" />
    </>
  );
}

/** The member by which rows of a type are counted: its name, where it has one. */
function nameMember({ type }: Asked): string {
  const { filters, order, members } = type;
  const named = filters.find(({ name }) => /(^|_)(name|path|domain)$/.test(name))?.name;
  return named ?? order[0] ?? members[0]?.name ?? 'host_id';
}

function OtherPictures({ asked: now }: { readonly asked: Asked }) {
  const text = words.value.pictures;
  const member = nameMember(now);
  const tallied = tallies(useRows(now).value, member);
  const filter = filterOf(now.type, member);
  const bars = tallied.slice(0, MOST_BARS);
  return (
    <>
      <Bars id="common" title={text.common} bars={bars.map((tally) => barOf(tally, filter?.name))} />
      <Rare tallied={tallied} member={member} beside="version" />
    </>
  );
}

function Heat({ asked: now, rows }: { readonly asked: Asked; readonly rows: readonly Row[] }) {
  const { project } = now.source.input;
  useEffect(() => void needHosts(typeof project === 'string' ? project : undefined), [project]);
  if (fleetProblem.value !== undefined) return <Problem error={fleetProblem.value} />;
  const hosts = fleetHosts.value;
  if (hosts === undefined)
    return (
      <p class="waiting" aria-busy="true">
        {words.value.pictures.loading}
      </p>
    );
  return <HeatMap map={heatMap(rows, hosts)} />;
}

function barOf(
  { value, hosts, rows }: Tally,
  filter: string | undefined,
  beside: Readonly<Record<string, string>> = {},
): Bar {
  const bar = { label: cellText(value), hosts: hosts.size, rows };
  return filter === undefined || value === null
    ? bar
    : { ...bar, choose: () => narrow({ ...beside, [filter]: String(value) }) };
}

function exposureBar(tally: Tally): Bar {
  const { exposures } = words.value.pictures;
  const name = String(tally.value ?? 'unknown');
  return { ...barOf(tally, 'exposure'), label: exposures[name] ?? name };
}

interface RareProps {
  readonly tallied: readonly Tally[];
  readonly member: string;
  /** Another member that says more. */
  readonly beside: string;
}

/** What stands on one server only. */
function Rare({ tallied, member, beside }: RareProps) {
  const text = words.value.pictures;
  const title = member === 'port' ? text.rare : text.alone;
  const rare = tallied.filter(({ hosts }) => hosts.size === 1);
  return (
    <section class="picture broad" aria-labelledby="rare">
      <h2 id="rare">
        {title} <small>{number(rare.length)}</small>
      </h2>
      <p class="muted">{text.rareText}</p>
      <div class="scrolls" tabIndex={0} role="group" aria-labelledby="rare">
        <table>
          <thead>
            <tr>
              <th scope="col">{member}</th>
              <th scope="col">{beside}</th>
              <th scope="col">{text.host}</th>
            </tr>
          </thead>
          <tbody>
            {rare.slice(0, MOST_RARE).map(({ value, first }) => (
              <tr key={String(value)}>
                <th scope="row">{cellText(value)}</th>
                <td>{cellText(first[beside])}</td>
                <td>
                  <button type="button" class="quiet" onClick={() => go({ host: hostKey(first) })}>
                    {cellText(first['host_name'] ?? first['host_id'])}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rare.length > MOST_RARE ? <p class="muted">{text.more(number(rare.length - MOST_RARE))}</p> : null}
      </div>
    </section>
  );
}
