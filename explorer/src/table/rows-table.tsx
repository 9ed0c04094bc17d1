import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { address, go } from '../address.js';
import { number, words } from '../language/language.js';
import type { AssetTypeInfo } from '../question/question.js';
import type { Reading, Row } from '../reading/reading.js';
import { cellText } from './cell-text.js';
import { chosenColumns, widthsOf } from './columns.js';
import { linesOf, sorted, type Line } from './order.js';

/** Height of a line in pixels, as in the style sheet. */
const LINE_PX = 28;
/** Lines above and below the visible ones that are drawn too, so that scrolling shows no gaps. A choice. */
const MARGIN_LINES = 12;
const HEADER_ID = 'head';

interface TableProps {
  readonly reading: Reading;
  readonly type: AssetTypeInfo;
}

/** The rows. Only lines near the visible ones are in the document, so a hundred thousand rows scroll smoothly. */
export function RowsTable({ reading, type }: TableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const active = useSignal(0);
  const closed = useSignal<ReadonlySet<string>>(new Set());
  const rows = useComputed(() =>
    reading.version.value >= 0 ? sorted(reading.rows, address.value.sort) : [],
  );
  const lines = useComputed(() => linesOf(rows.value, address.value.group, closed.value));
  const columns = chosenColumns(type);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => (height.value = element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const open = (line: Line | undefined): void => {
    if (line?.kind === 'row') go({ host: `${String(line.row['project'])}/${String(line.row['host_id'])}` });
    else if (line?.kind === 'group') closed.value = toggled(closed.value, line.key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = nextLine(event.key, active.value, {
      last: lines.value.length - 1,
      page: pageOf(height.value),
    });
    if (event.key === 'Enter' && event.target === scroller.current) open(lines.value.at(active.value));
    if (to === undefined || event.target !== scroller.current) return;
    event.preventDefault();
    active.value = to;
    reveal(scroller.current, to);
  };

  return (
    <div
      ref={scroller}
      class="rows-table"
      role="grid"
      tabIndex={0}
      aria-label={`${words.value.types[type.type] ?? type.title}. ${words.value.table.keys}`}
      aria-rowcount={lines.value.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={lines.value.length > 0 ? `line-${active.value}` : undefined}
      style={{ '--columns': widthsOf(columns, type), '--lines': String(lines.value.length) }}
      onScroll={(event) => (top.value = event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <Head columns={columns} type={type} />
      <div class="lines" role="rowgroup">
        <VisibleLines
          {...{ lines, top, height, active, columns, type, closed }}
          choose={(index) => {
            active.value = index;
            open(lines.value.at(index));
          }}
        />
      </div>
    </div>
  );
}

function toggled(closed: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(closed);
  if (!next.delete(key)) next.add(key);
  return next;
}

function pageOf(height: number): number {
  return Math.max(1, Math.floor(height / LINE_PX) - 2);
}

function nextLine(
  key: string,
  at: number,
  { last, page }: { readonly last: number; readonly page: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  const to = steps[key];
  return to === undefined ? undefined : Math.max(0, Math.min(last, to));
}

/** Scrolls no further than it takes to see a line below the head of the table. */
function reveal(element: HTMLElement | null, line: number): void {
  if (element === null) return;
  const from = line * LINE_PX;
  const visible = element.clientHeight - LINE_PX;
  if (from < element.scrollTop) element.scrollTop = from;
  else if (from + LINE_PX > element.scrollTop + visible) element.scrollTop = from + LINE_PX - visible;
}

function Head({ columns, type }: { readonly columns: readonly string[]; readonly type: AssetTypeInfo }) {
  const sort = address.value.sort;
  return (
    <div class="head" role="rowgroup">
      <div class="line" role="row" aria-rowindex={1} id={HEADER_ID}>
        {columns.map((name) => {
          const order = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined;
          const next = order === undefined ? name : order === 'ascending' ? `-${name}` : undefined;
          return (
            <div
              key={name}
              class={isNumber(type, name) ? 'cell number' : 'cell'}
              role="columnheader"
              aria-sort={order}
            >
              <button
                type="button"
                title={words.value.table.sort(name)}
                onClick={() => go({ sort: next }, 'replace')}
              >
                {name}
                <span aria-hidden="true">
                  {order === undefined ? '' : order === 'ascending' ? ' ↑' : ' ↓'}
                </span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface VisibleProps {
  readonly lines: ReadonlySignal<ReturnType<typeof linesOf>>;
  readonly top: ReadonlySignal<number>;
  readonly height: ReadonlySignal<number>;
  readonly active: ReadonlySignal<number>;
  readonly closed: ReadonlySignal<ReadonlySet<string>>;
  readonly columns: readonly string[];
  readonly type: AssetTypeInfo;
  readonly choose: (index: number) => void;
}

function VisibleLines({ lines, top, height, active, closed, columns, type, choose }: VisibleProps) {
  const first = useComputed(() => Math.max(0, Math.floor(top.value / LINE_PX) - MARGIN_LINES));
  const count = useComputed(() => Math.ceil(height.value / LINE_PX) + 2 * MARGIN_LINES);
  const canvas = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    canvas.current?.style.setProperty('transform', `translateY(${first.value * LINE_PX}px)`);
  });
  const shown: preact.JSX.Element[] = [];
  for (let index = first.value; index < Math.min(lines.value.length, first.value + count.value); index++) {
    const line = lines.value.at(index);
    if (line === undefined) continue;
    // Elements are named by their place, so that scrolling changes their texts and makes no new ones.
    const key = index - first.value;
    const common = { index, isActive: index === active.value, choose };
    shown.push(
      line.kind === 'group' ? (
        <GroupLine
          key={key}
          {...common}
          line={line}
          isOpen={!closed.value.has(line.key)}
          span={columns.length}
        />
      ) : (
        <RowLine key={key} {...common} row={line.row} columns={columns} type={type} />
      ),
    );
  }
  return (
    <div class="canvas" role="presentation" ref={canvas}>
      {shown}
    </div>
  );
}

interface LineProps {
  readonly index: number;
  readonly isActive: boolean;
  readonly choose: (index: number) => void;
}

interface RowLineProps extends LineProps {
  readonly row: Row;
  readonly columns: readonly string[];
  readonly type: AssetTypeInfo;
}

function RowLine({ index, isActive, choose, row, columns, type }: RowLineProps) {
  return (
    <div
      id={`line-${index}`}
      class={isActive ? 'line active' : 'line'}
      role="row"
      aria-rowindex={index + 2}
      onClick={() => choose(index)}
    >
      {columns.map((name) => {
        const text = cellText(row[name]);
        return (
          <div key={name} role="gridcell" class={isNumber(type, name) ? 'cell number' : 'cell'} title={text}>
            {name === 'status' || name === 'exposure' ? <Mark value={text} /> : text}
          </div>
        );
      })}
    </div>
  );
}

/** A word that has a colour too. */
function Mark({ value }: { readonly value: string }) {
  return <span class={`mark ${/^\w+$/.test(value) ? value : ''}`}>{value}</span>;
}

interface GroupLineProps extends LineProps {
  readonly line: Extract<Line, { kind: 'group' }>;
  readonly isOpen: boolean;
  readonly span: number;
}

function GroupLine({ index, isActive, choose, line, isOpen, span }: GroupLineProps) {
  return (
    <div
      id={`line-${index}`}
      class={isActive ? 'line group active' : 'line group'}
      role="row"
      aria-rowindex={index + 2}
      aria-expanded={isOpen}
      onClick={() => choose(index)}
    >
      <div role="gridcell" class="cell" aria-colspan={span}>
        <span aria-hidden="true">{isOpen ? '▾ ' : '▸ '}</span>
        {line.value === null || line.value === undefined ? words.value.table.none : cellText(line.value)}{' '}
        <b>{words.value.table.count(number(line.count))}</b>
      </div>
    </div>
  );
}

function isNumber({ members }: AssetTypeInfo, name: string): boolean {
  return members.find((member) => member.name === name)?.type === 'integer';
}
