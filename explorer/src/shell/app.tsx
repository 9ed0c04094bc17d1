import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { address, go, VIEWS, type View } from '../address.js';
import { words } from '../language/language.js';
import { FilterBar } from '../question/filter-bar.js';
import { SearchBox } from '../question/search-box.js';
import { asked, questionFaults } from '../reading/current.js';
import { IncompleteBanner } from '../reading/incomplete-banner.js';
import { StatusStrip } from '../reading/status-strip.js';
import { me, session } from '../session/session.js';
import { SignIn } from '../session/sign-in.js';
import { RowsView } from '../table/rows-view.js';
import { Account } from './account.js';
import { LaterView } from './later-view.js';
import { Offline } from './offline.js';
import { StartPage } from './start-page.js';

/** Views whose code comes when somebody opens them. */
const LATER: Readonly<Record<Exclude<View, 'rows'>, () => Promise<ComponentType>>> = {
  pictures: async () => (await import('../pictures/pictures-view.js')).PicturesView,
  changes: async () => (await import('../changes/changes-view.js')).ChangesView,
  exports: async () => (await import('../exports/exports-view.js')).ExportsView,
  queries: async () => (await import('../queries/queries-view.js')).QueriesView,
  watches: async () => (await import('../watches/watches-view.js')).WatchesView,
};
const hostDrawer = async (): Promise<ComponentType> => (await import('../host/host-drawer.js')).HostDrawer;

export function App() {
  const isIn = session.value !== undefined;
  return (
    <>
      <a class="skip" href="#answer">
        {words.value.skip}
      </a>
      <header>
        <Brand />
        <SearchBox />
        <Account />
      </header>
      {isIn ? <FilterBar /> : null}
      <Offline />
      {isIn ? <Views /> : <main id="answer" />}
      {isIn && address.value.host !== undefined ? <LaterView load={hostDrawer} name="host" /> : null}
      <SignIn />
    </>
  );
}

function Brand() {
  return (
    <a
      class="brand"
      href="./"
      onClick={(event) => {
        event.preventDefault();
        go({
          q: undefined,
          query: undefined,
          view: 'rows',
          host: undefined,
          sort: undefined,
          group: undefined,
        });
      }}
    >
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path d="M16 1 19 13 31 16 19 19 16 31 13 19 1 16 13 13z" />
      </svg>
      <h1>{words.value.title}</h1>
    </a>
  );
}

function Views() {
  const { view } = address.value;
  const now = asked.value;
  return (
    <>
      <nav aria-label={words.value.title}>
        {VIEWS.map((each) => (
          <a
            key={each}
            href={`?view=${each}`}
            aria-current={each === view ? 'page' : undefined}
            onClick={(event) => {
              event.preventDefault();
              go({ view: each });
            }}
          >
            {words.value.views[each]}
          </a>
        ))}
      </nav>
      <main id="answer" tabIndex={-1}>
        <QuestionFaults />
        {now === undefined || (view !== 'rows' && view !== 'pictures') ? null : (
          <>
            <StatusStrip reading={now.reading} />
            <IncompleteBanner reading={now.reading} />
          </>
        )}
        {view === 'rows' ? <RowsOrStart /> : <LaterView key={view} name={view} load={LATER[view]} />}
      </main>
      <Title />
    </>
  );
}

function RowsOrStart() {
  const now = asked.value;
  if (now !== undefined) return <RowsView key={now.reading.id} asked={now} />;
  return questionFaults.value.length > 0 ? null : <StartPage />;
}

function QuestionFaults() {
  const { faults, types } = words.value;
  if (questionFaults.value.length === 0) return null;
  const type = types['port'] ?? '';
  return (
    <section class="problem" role="alert">
      {questionFaults.value.map(({ name, value }) => (
        <p key={name}>
          {name === 'type'
            ? faults.type(value)
            : name === 'max_age'
              ? faults.value(name, value)
              : faults.unknown(name, typeName() ?? type)}
        </p>
      ))}
    </section>
  );
}

function typeName(): string | undefined {
  const name = /\btype:(\w+)/.exec(address.value.q ?? '')?.[1] ?? 'port';
  return words.value.types[name];
}

/** The title of the tab says what it shows. */
function Title() {
  const shown = useSignal('');
  const { q, view } = address.value;
  useEffect(() => {
    shown.value = [q, words.value.views[view], words.value.title].filter(Boolean).join(' · ');
    document.title = shown.value;
  }, [q, view, words.value]);
  return me.value === undefined ? null : (
    <p class="unseen" role="status">
      {shown.value}
    </p>
  );
}
