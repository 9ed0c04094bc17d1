import { signal } from '@preact/signals';

export const VIEWS = ['rows', 'pictures', 'changes', 'exports', 'queries', 'watches'] as const;
export type View = (typeof VIEWS)[number];

/** What the address bar says, so that a view can be shared and the browser's back and forward work. Never a key. */
export interface Address {
  /** The question; undefined before the first one, empty for everything. */
  readonly q: string | undefined;
  readonly view: View;
  /** Member by which rows are sorted, `-` in front for descending. */
  readonly sort: string | undefined;
  /** Member by which rows are grouped. */
  readonly group: string | undefined;
  /** The host in the drawer, `project/host_id`. */
  readonly host: string | undefined;
  /** The background query whose rows are shown. */
  readonly query: string | undefined;
}

const MEMBERS = ['q', 'sort', 'group', 'host', 'query'] as const;

export const address = signal<Address>(read());

addEventListener('popstate', () => {
  address.value = read();
});

function read(): Address {
  const search = new URLSearchParams(location.search);
  const text = (name: string): string | undefined => search.get(name) ?? undefined;
  return {
    q: text('q'),
    view: VIEWS.find((each) => each === search.get('view')) ?? 'rows',
    sort: text('sort'),
    group: text('group'),
    host: text('host'),
    query: text('query'),
  };
}

/** Returns the path and query of an address. */
function pathOf(next: Address): string {
  const search = new URLSearchParams();
  for (const name of MEMBERS) {
    const value = next[name];
    if (value !== undefined) search.set(name, value);
  }
  if (next.view !== 'rows') search.set('view', next.view);
  const text = search.toString();
  return location.pathname + (text === '' ? '' : `?${text}`);
}

/** Goes somewhere else. `replace` leaves no step to go back to. */
export function go(change: Partial<Address>, how: 'push' | 'replace' = 'push'): void {
  const next = { ...address.value, ...change };
  const path = pathOf(next);
  if (path === location.pathname + location.search) return;
  if (how === 'push') history.pushState(null, '', path);
  else history.replaceState(null, '', path);
  address.value = next;
}
