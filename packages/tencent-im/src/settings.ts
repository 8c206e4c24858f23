import type { Signer } from '@polychat/core/adapter';
import type { Limits } from './limits.ts';
import type { CheckedOptions } from './options.ts';

/** What the plans of one adapter share. Holds no secret: the signer keeps it. */
export interface Settings
  extends Pick<
    CheckedOptions,
    'adminUserId' | 'defaultSender' | 'command' | 'maxBodyBytes' | 'maxBroadcastBodyBytes'
  > {
  readonly app: string;
  readonly limits: Limits;
  readonly signer: Signer;
}
