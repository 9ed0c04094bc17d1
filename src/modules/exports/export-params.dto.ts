import { IsIn } from 'class-validator';
import { parameter } from '../../rest/input/parameter.js';
import { BomParam, CursorParam, LimitParam } from '../../rest/input/params.js';
import { EXPORT_TYPES, type ExportType } from '../../upstream/hss/export-columns.js';
import { FILE_FORMATS, type FileFormat } from './file/file-format.js';

/** Query string of `GET /v1/exports`. */
export class ExportListParamsDto {
  @LimitParam('Exports a page.') limit?: number;
  @CursorParam() cursor?: string;
}

/** Query string of `GET /v1/exports/columns`. */
export class ExportCatalogueParamsDto {
  @parameter('text', { enum: EXPORT_TYPES, description: 'Default: all types.' }, IsIn(EXPORT_TYPES))
  asset_type?: ExportType;
}

/** Query string of `GET /v1/exports/{id}/file`. */
export class ExportFileParamsDto {
  @parameter(
    'text',
    {
      enum: FILE_FORMATS,
      description:
        'Wins over `Accept`. `raw`: the file as it was made. A file of our own has the ordered format only.',
    },
    IsIn(FILE_FORMATS),
  )
  format?: FileFormat;

  @BomParam() bom?: boolean;
}
