/**
 * What a team would keep in its own code instead of Polychat: one text message over Tencent IM's `sendmsg`, with a
 * signature that is kept, a time limit, and a check of the reply. It makes no repeats and knows no limits.
 */
import { createHmac, randomInt } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** The app to send with. */
export interface TencentImApp {
  readonly sdkAppId: number;
  readonly secretKey: string;
  readonly adminUserId: string;
  readonly baseUrl: string;
}

/** What is used of a reply. */
interface Reply {
  readonly ActionStatus?: string;
  readonly ErrorCode?: number;
  readonly MsgKey?: string;
}

const lifetimeSeconds = 86_400;

/**
 * Returns a function that sends one text. It resolves with the message's key, and throws for an HTTP status that is
 * no success, for a reply that is none, for an error code, and after ten seconds.
 */
export function handWrittenTencentIm(app: TencentImApp, fetch = globalThis.fetch) {
  let userSig = '';
  let renewAt = 0;
  return async (from: string, to: string, text: string): Promise<string | undefined> => {
    if (Date.now() >= renewAt) {
      userSig = signedFor(app);
      renewAt = Date.now() + lifetimeSeconds * 500;
    }
    const query = `sdkappid=${app.sdkAppId}&identifier=${app.adminUserId}&usersig=${userSig}&random=${randomInt(2 ** 32)}`;
    const response = await fetch(`${app.baseUrl}/v4/openim/sendmsg?${query}&contenttype=json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        SyncOtherMachine: 1,
        From_Account: from,
        To_Account: to,
        MsgRandom: randomInt(2 ** 32),
        MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
      }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`Tencent IM answered with HTTP ${response.status}`);
    const reply: Reply = await response.json();
    if (reply.ErrorCode !== 0 || reply.ActionStatus !== 'OK') {
      throw new Error(`Tencent IM refused the message with code ${reply.ErrorCode}`);
    }
    return reply.MsgKey;
  };
}

function signedFor({ sdkAppId, secretKey, adminUserId }: TencentImApp): string {
  const time = Math.floor(Date.now() / 1000);
  const lines = `TLS.identifier:${adminUserId}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${time}\nTLS.expire:${lifetimeSeconds}\n`;
  const claims = {
    'TLS.ver': '2.0',
    'TLS.identifier': adminUserId,
    'TLS.sdkappid': sdkAppId,
    'TLS.expire': lifetimeSeconds,
    'TLS.time': time,
    'TLS.sig': createHmac('sha256', secretKey).update(lines).digest('base64'),
  };
  const base64 = deflateSync(JSON.stringify(claims)).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}
