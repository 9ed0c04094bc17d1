// The fan-out over servers as people write it in a Nest service: `HttpService` as it comes, class-transformer for each row, and
// either `mergeMap` or chunks of `Promise.all`.
import 'reflect-metadata';
import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { Expose, plainToInstance, Transform } from 'class-transformer';
import { firstValueFrom, from, lastValueFrom, map, mergeMap, tap } from 'rxjs';
import { issueToken, PROJECT_ID } from '../cloud.js';
import { RowCheck } from '../measure.js';

const PAGE = 200;

export interface UsualOrder {
  readonly url: string;
  readonly window: number;
  readonly how: 'mergeMap' | 'chunks';
}

export interface UsualAnswer {
  readonly wallMs: number;
  readonly check: string;
}

class Port {
  @Expose() host_id!: string;
  @Expose() port!: number;
  @Expose({ name: 'type' }) @Transform(({ value }) => String(value).toLowerCase()) protocol!: string;
  @Expose({ name: 'laddr' }) listen_address!: string | null;
  @Expose() status!: string;
  @Expose() pid!: number | null;
  @Expose({ name: 'path' }) process_path!: string | null;
  @Expose() container_id!: string | null;
  @Expose() agent_id!: string | null;
}

interface List<Row> {
  readonly total_num: number;
  readonly data_list: readonly Row[];
}

class Fleet {
  constructor(
    private readonly http: HttpService,
    private readonly base: string,
    private readonly headers: Record<string, string>,
  ) {}

  async hosts(): Promise<string[]> {
    const ids: string[] = [];
    for (let total = 1; ids.length < total;) {
      const list = await this.get<{ host_id: string }>('host-management/hosts', { offset: ids.length });
      total = list.total_num;
      ids.push(...list.data_list.map(({ host_id: id }) => id));
    }
    return ids;
  }

  async ports(host: string): Promise<Port[]> {
    const ports: Port[] = [];
    for (let offset = 0, total = 1; offset < total; offset += PAGE) {
      const list = await this.get<object>('asset/ports', { host_id: host, offset });
      total = list.total_num;
      ports.push(...plainToInstance(Port, [...list.data_list], { excludeExtraneousValues: true }));
    }
    return ports;
  }

  private get<Row>(path: string, params: Record<string, string | number>): Promise<List<Row>> {
    const scope = { enterprise_project_id: 'all_granted_eps', limit: PAGE };
    const options = { headers: this.headers, params: { ...scope, ...params } };
    return firstValueFrom(
      this.http.get<List<Row>>(`${this.base}/${path}`, options).pipe(map(({ data }) => data)),
    );
  }
}

let token: string | undefined;

async function run({ url, window, how }: UsualOrder): Promise<UsualAnswer> {
  token ??= await issueToken(url);
  const fleet = new Fleet(new HttpService(axios.create()), `${url}/v5/${PROJECT_ID}`, {
    'X-Auth-Token': token,
  });
  const check = new RowCheck();
  const started = performance.now();
  const hosts = await fleet.hosts();
  const take = (ports: readonly Port[]): void => {
    for (const port of ports) check.add(port);
  };
  if (how === 'mergeMap') {
    const rows = from(hosts).pipe(
      mergeMap((host) => fleet.ports(host), window),
      tap(take),
    );
    await lastValueFrom(rows);
  } else {
    for (let at = 0; at < hosts.length; at += window)
      (await Promise.all(hosts.slice(at, at + window).map((host) => fleet.ports(host)))).forEach(take);
  }
  return { wallMs: performance.now() - started, check: check.text };
}

process.on('message', (order: UsualOrder) => {
  run(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error((error as Error).message);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
