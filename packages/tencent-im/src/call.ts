import type { CallReading, Cost, HttpReply, VendorCall } from '@polychat/core/adapter';
import type { Command } from './commands.ts';
import type { Signer } from './sign.ts';

export interface CallParts {
  readonly command: Command;
  readonly recipients: readonly string[];
  readonly costs: readonly Cost[];
  readonly dedupWindowMs: number;
  /** Made when it is first needed, and never again. */
  readonly request: () => object;
  readonly read: (reply: HttpReply) => CallReading;
}

/** A call of Tencent IM. Body and signature stay in closures, so that looking at the call shows neither. */
export function createCall(parts: CallParts, signer: Signer): VendorCall {
  const { command, recipients, costs, dedupWindowMs, request, read } = parts;
  let body: string | undefined;
  return {
    endpoint: command,
    recipients,
    costs,
    dedupWindowMs,
    // Every command names those who failed, or nobody.
    silenceMeans: 'accepted',
    body: () => {
      body ??= JSON.stringify(request());
      return body;
    },
    target: (context) => signer(command, context),
    read,
  };
}
