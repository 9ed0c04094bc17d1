import 'reflect-metadata';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, IsString, MinLength } from 'class-validator';
import { IsWebOrigin } from './config-rules.js';

/** The page for people. */
export class ExplorerConfig {
  /** Whether browsers see the explorer at `/`. */
  @IsBoolean()
  enabled = true;

  /** A key that the explorer fills in for whoever opens it: for demonstrations on one machine only. */
  @IsOptional()
  @IsString()
  @MinLength(8)
  prefilledKey?: string;

  /** Origins, beside those of the issuers, that hand out tokens to the explorer; for issuers that use several. */
  @IsArray()
  @ArrayMaxSize(8)
  @IsWebOrigin({ each: true })
  tokenOrigins: string[] = [];
}
