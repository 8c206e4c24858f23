import { endingChecks } from './ending-checks.ts';
import { notSentChecks } from './not-sent-checks.ts';
import { onceChecks } from './once-checks.ts';
import { replyChecks } from './reply-checks.ts';
import type { TransportCheck } from './transport-check.ts';

/** What every transport must do, over sockets on the loopback address. */
export const transportChecks: readonly TransportCheck[] = [
  ...replyChecks,
  ...onceChecks,
  ...notSentChecks,
  ...endingChecks,
];
