import type { components } from './schema.js';

type Schemas = components['schemas'];

/** Rows by the name of their type. */
export interface AssetRows {
  users: Schemas['UserRow'];
  auto_launch: Schemas['AutoLaunchRow'];
  database: Schemas['DatabaseRow'];
  web_cms: Schemas['WebCmsRow'];
  web_service: Schemas['WebServiceRow'];
  jar_package: Schemas['JarPackageRow'];
  port: Schemas['PortRow'];
  process: Schemas['ProcessRow'];
  web_framework: Schemas['WebFrameworkRow'];
  web_site: Schemas['WebSiteRow'];
  app: Schemas['AppRow'];
  kernel_module: Schemas['KernelModuleRow'];
}

/** Questions by the name of their type. */
export interface AssetQueries {
  users: Schemas['UserQueryDto'];
  auto_launch: Schemas['AutoLaunchQueryDto'];
  database: Schemas['DatabaseQueryDto'];
  web_cms: Schemas['WebCmsQueryDto'];
  web_service: Schemas['WebServiceQueryDto'];
  jar_package: Schemas['JarPackageQueryDto'];
  port: Schemas['PortQueryDto'];
  process: Schemas['ProcessQueryDto'];
  web_framework: Schemas['WebFrameworkQueryDto'];
  web_site: Schemas['WebSiteQueryDto'];
  app: Schemas['AppQueryDto'];
  kernel_module: Schemas['KernelModuleQueryDto'];
}

export type AssetType = keyof AssetRows;
export type Failure = Schemas['FailureDto'];
export type Summary = Schemas['SummaryDto'];
export type Progress = Schemas['ProgressDto'];
export type PortRow = Schemas['PortRow'];
export type PortQuery = Schemas['PortQueryDto'];
export type PortSummaryQuery = Schemas['PortSummaryQueryDto'];
export type PortSummary = Schemas['PortCountsPageDto'];
export type Ticket = Schemas['TicketDto'];
export type Catalogue = Schemas['CatalogueDto'];
