import { address, go } from '../address.js';
import { words } from '../language/language.js';
import { me, session } from '../session/session.js';
import { groupNames, needGroups } from './known-hosts.js';
import { filterOf, HOST_NAMES, typeIn, type AssetTypeInfo, type FilterInfo } from './question.js';
import { tokensIn, withValues } from './tokens.js';

/** Filters that stand in the bar; every other one can be typed. A choice: what fits into two lines. */
const MOST_OWN = 6;
const HOST_FILTERS = ['name', 'group', 'os', 'tag', 'agent_status'] as const;
const AGENT_STATUSES = ['online', 'offline', 'not_online'];

/** The bar of filters. It shows what the question says, and writes into it. */
export function FilterBar() {
  const text = address.value.q ?? '';
  const types = session.value?.catalogue ?? [];
  const type = typeIn(text, types);
  if (type === undefined) return null;
  const own = type.filters.slice(0, MOST_OWN);
  return (
    <section aria-label={words.value.filters}>
      <details class="filters" open={matchMedia('(min-width: 48rem)').matches}>
        <summary>{words.value.filters}</summary>
        <div class="filter-bar">
          <Chosen
            names={['type']}
            value={type.type}
            options={types.map((each) => [each.type, words.value.types[each.type] ?? each.title])}
            change={(value) => typeChanged(text, value, types)}
          />
          <ProjectFilter text={text} />
          {own.map((filter) => (
            <OwnFilter key={`${type.type}-${filter.name}`} filter={filter} type={type} text={text} />
          ))}
          {HOST_FILTERS.map((property) => (
            <HostFilter key={property} names={HOST_NAMES[property] ?? []} property={property} text={text} />
          ))}
          <Freshness text={text} />
          {text === '' ? null : (
            <button type="button" class="quiet" onClick={() => ask('')}>
              {words.value.clear}
            </button>
          )}
        </div>
      </details>
    </section>
  );
}

function ask(text: string): void {
  go({ q: text, query: undefined });
}

/** Keeps what every type has, and drops filters of the old type. */
function typeChanged(text: string, name: string, types: readonly AssetTypeInfo[]): void {
  const old = typeIn(text, types);
  const without = (old?.filters ?? []).reduce((left, filter) => withValues(left, [filter.name], []), text);
  const next = withValues(without, ['type'], name === 'port' ? [] : [name]);
  go({ q: next, query: undefined, sort: undefined, group: undefined });
}

function valuesIn(text: string, names: readonly string[]): readonly string[] {
  return tokensIn(text).flatMap((token) => (names.includes(token.name) ? token.values : []));
}

function ProjectFilter({ text }: { readonly text: string }) {
  const projects = me.value?.projects ?? [];
  if (projects.length < 2) return null;
  return (
    <Chosen
      names={['project']}
      value={valuesIn(text, ['project'])[0] ?? ''}
      options={[
        ['', words.value.any],
        ...projects.map((each) => [each, each] as const),
        ['*', words.value.allProjects],
      ]}
      change={(value) => ask(withValues(text, ['project'], value === '' ? [] : [value]))}
    />
  );
}

interface OwnFilterProps {
  readonly filter: FilterInfo;
  readonly type: AssetTypeInfo;
  readonly text: string;
}

function OwnFilter({ filter, type, text }: OwnFilterProps) {
  const short = tokensIn(text).flatMap(({ name }) => (filterOf(type, name) === filter ? [name] : []));
  const names = [...new Set([filter.name, ...short])];
  if (filter.kind === 'flag') {
    const { yes, no } = words.value;
    return <OneOf names={names} text={text} options={[['true', yes] as const, ['false', no] as const]} />;
  }
  if (filter.values !== undefined && filter.values.length > 0)
    return <OneOf names={names} text={text} options={filter.values.map((each) => [each, each] as const)} />;
  return <Written names={names} text={text} splits={filter.kind !== 'contains'} />;
}

interface HostFilterProps {
  readonly names: readonly string[];
  readonly property: (typeof HOST_FILTERS)[number];
  readonly text: string;
}

function HostFilter({ names, property, text }: HostFilterProps) {
  if (property === 'agent_status')
    return <OneOf names={names} text={text} options={AGENT_STATUSES.map((each) => [each, each] as const)} />;
  if (property === 'group') return <Written names={names} text={text} splits list={groupNames.value} />;
  return <Written names={names} text={text} splits />;
}

function Freshness({ text }: { readonly text: string }) {
  const { freshness } = words.value;
  const value = valuesIn(text, ['max_age'])[0] ?? '';
  const known = ['', '0', '60', '600', '3600'];
  const label = (age: string): string =>
    age === ''
      ? freshness.usual
      : age === '0'
        ? freshness.now
        : freshness.minutes(Math.ceil(Number(age) / 60));
  return (
    <Chosen
      names={['max_age']}
      value={value}
      options={[...new Set([...known, value])].map((age) => [age, label(age)])}
      change={(age) => ask(withValues(text, ['max_age'], age === '' ? [] : [age]))}
    />
  );
}

interface OneOfProps {
  readonly names: readonly string[];
  readonly text: string;
  readonly options: readonly (readonly [string, string])[];
}

function OneOf({ names, text, options }: OneOfProps) {
  const values = valuesIn(text, names);
  const value = values.join(',');
  const several: readonly (readonly [string, string])[] = options.some(([each]) => each === value)
    ? []
    : [[value, value]];
  return (
    <Chosen
      names={names}
      value={value}
      options={[['', words.value.any], ...(value === '' ? [] : several), ...options]}
      change={(next) => ask(withValues(text, names, next === '' ? [] : next.split(',')))}
    />
  );
}

interface ChosenProps {
  readonly names: readonly string[];
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly change: (value: string) => void;
}

function Chosen({ names: [name = ''], value, options, change }: ChosenProps) {
  const label = words.value.filterNames[name] ?? name;
  return (
    <label class={value === '' || name === 'type' ? 'filter' : 'filter set'}>
      <span>{label}</span>
      <select aria-label={label} value={value} onChange={(event) => change(event.currentTarget.value)}>
        {options.map(([each, shown]) => (
          <option key={each} value={each}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

interface WrittenProps {
  readonly names: readonly string[];
  readonly text: string;
  /** Whether commas stand between several values. */
  readonly splits: boolean;
  readonly list?: readonly string[];
}

function Written({ names, text, splits, list }: WrittenProps) {
  const [name = ''] = names;
  const label = words.value.filterNames[name] ?? name;
  const value = valuesIn(text, names).join(',');
  const change = (next: string): void => {
    const values = (splits ? next.split(/[,，]/) : [next]).map((each) => each.trim()).filter(Boolean);
    ask(withValues(text, names, values));
  };
  return (
    <label class={value === '' ? 'filter' : 'filter set'}>
      <span>{label}</span>
      <input
        type="text"
        aria-label={label}
        size={name === 'port' || name === 'os' ? 8 : 12}
        spellcheck={false}
        value={value}
        placeholder={words.value.any}
        list={list === undefined ? undefined : `list-${name}`}
        onFocus={() => {
          if (list !== undefined) void needGroups();
        }}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {list === undefined ? null : (
        <datalist id={`list-${name}`}>
          {list.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </label>
  );
}
