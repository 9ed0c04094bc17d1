/** The query string of calls that take none: every parameter is a fault. */
export class NoParamsDto {
  static readonly coercions = {} as const;
}
