import { codesOf, meaningsOf } from '../dialect/code-table.ts';

/** Codes of the client SDK (article 14511), which the server API does not have. */
const table = {
  refusedByWebhook: [111101, 'The pre-send callback refused the message'],
  tokenInvalid: [
    6000103,
    'The token is not valid: it is no Token04, another secret made it, or it is for another user or app',
  ],
  tokenExpired: [6000106, 'The token has ended'],
} as const;

/** The codes by name. */
export const zimClientCodes = codesOf(table);

/** @returns what a code means; nothing for one that devices are not told here */
export const zimClientCodeMeaning = meaningsOf(table);
