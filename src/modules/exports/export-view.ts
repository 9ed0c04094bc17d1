import { catalogueOf, type ExportType } from '../../upstream/hss/export-columns.js';
import { filtersOf } from '../../upstream/hss/export-filters.js';
import { isOver, stateAt, type ExportRecord } from './export-record.js';
import type { ExportDto } from './export.dto.js';
import type { ExportCatalogueDto } from './export-catalogue.dto.js';

/** Returns an export as its owner sees it. */
export function exportView(record: ExportRecord, nowMs: number): ExportDto {
  const { id, request, rows, bytes, failure } = record;
  const status = stateAt(record, nowMs);
  return {
    id,
    status,
    source: request.fleet === undefined ? 'vendor' : 'fleet',
    format: request.fleet?.format ?? 'zip',
    project: record.project,
    asset_type: request.type,
    category: request.category,
    columns: request.columns.map(({ field, title }) => ({ field, title })),
    filter: request.filter ?? null,
    enterprise_project_id: request.enterpriseProjectId,
    created_at: instant(record.createdAt),
    started_at: instantOrNull(record.startedAt),
    finished_at: instantOrNull(record.finishedAt),
    expires_at: instant(record.expiresAt),
    rows: rows ?? null,
    bytes: bytes ?? null,
    hosts: record.hosts ?? null,
    complete: record.complete ?? null,
    failures: record.failures ?? [],
    file: status === 'succeeded' ? `/v1/exports/${id}/file` : null,
    waiting_for: isOver(record) ? null : (record.waitingFor ?? null),
    failure: failure ?? null,
  };
}

/** Returns an export as the answer to its order showed it; a repeated order gets the same answer, whatever happened since. */
export function firstView(record: ExportRecord): ExportDto {
  const { id, owner, project, request, createdAt, deadlineAt, expiresAt } = record;
  const first = {
    id,
    version: 1,
    owner,
    project,
    request,
    state: 'queued',
    createdAt,
    deadlineAt,
    expiresAt,
  } as const;
  return exportView(first, createdAt);
}

/** Returns the columns and filters of one type. */
export function catalogueView(type: ExportType): ExportCatalogueDto {
  return {
    asset_type: type,
    columns: catalogueOf(type).map(({ field, title, kind, uncertain }) => ({
      field,
      title,
      kind,
      uncertain,
    })),
    filters: Object.entries(filtersOf(type)).map(([name, filter]) => ({
      name,
      kind: filter.kind,
      values: filter.kind === 'word' ? [...filter.words] : null,
      uncertain: filter.uncertain ?? false,
    })),
  };
}

function instantOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : instant(ms);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
