import { json, type Answer } from './answer.js';

/** Body of the gateway: message, code, request id. The id is that of the header and filled in later. */
export function gatewayError(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Answer {
  return json(status, { error_msg: message, error_code: code, request_id: REQUEST_ID_PLACE }, headers);
}

/** Placeholder in a gateway error until the request id is known. */
export const REQUEST_ID_PLACE = '@@request-id@@';

/** Body of HSS itself: code, description, message; the last two are equal. */
export function hssError(code: keyof typeof HSS_TEXTS, status = 400): Answer {
  const text = HSS_TEXTS[code];
  return json(status, { error_code: code, error_description: text, error_msg: text });
}

const HSS_TEXTS = {
  'HSS.0001': 'Invalid parameter.',
  'HSS.0002': 'The request could not be parsed.',
  'HSS.0010': 'Access denied.',
  'HSS.0011': 'Requested resource not found.',
  'HSS.0013': 'Insufficient permissions.',
  'HSS.0014': 'The quota may not be created.',
  'HSS.1001': 'The server has no agent.',
  'HSS.1005': 'Invalid policy.',
  'HSS.1007': 'The agent is offline.',
  'HSS.1018': 'Invalid file.',
  'HSS.1019': '查询服务器组信息失败',
} as const;

/** Body for an unknown server on a call that writes: no message, and a code without prefix. */
export function bareError(): Answer {
  return json(400, { error_code: '00000010', error_description: '拒绝访问' });
}

/** Older body of IAM: everything inside `error`. */
export function keystoneError(code: number, message: string, title: string): Answer {
  return json(code, { error: { code, message, title } });
}

/** Newer body of IAM. */
export function iamError(status: number, code: string, message: string): Answer {
  return json(status, { error_code: code, error_msg: message });
}

export const noSuchApi = (): Answer =>
  gatewayError(404, 'APIGW.0101', 'The API does not exist or has not been published in the environment');

/** 404 for a call that the vendor has and the emulator lacks; the header tells it from a wrong path. */
export const notEmulated = (): Answer => ({ ...noSuchApi(), headers: { 'X-Emulator': 'not-emulated' } });

const WRONG_AUTH = 'Incorrect IAM authentication information: ';

/** 401 of the gateway; the text says what was wrong. */
export function unauthenticated(what: string): Answer {
  return gatewayError(401, 'APIGW.0301', WRONG_AUTH + what);
}

export function deadToken(code: 'APIGW.0307' | 'APIGW.0301'): Answer {
  return code === 'APIGW.0307'
    ? gatewayError(401, code, 'The token must be updated.')
    : unauthenticated('decrypt token fail');
}

export const notAuthorized = (): Answer =>
  gatewayError(403, 'APIGW.0302', 'The IAM user is not authorized to access the API.');
