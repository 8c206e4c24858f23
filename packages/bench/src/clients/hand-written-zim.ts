/**
 * What a team would keep in its own code instead of Polychat: one text message over ZIM's SendPeerMessage, with a
 * signature, a time limit, and a check of the reply. It makes no repeats and knows no limits.
 */
import { createHash, randomBytes } from 'node:crypto';

/** The app to send with. */
export interface ZimApp {
  readonly appId: number;
  readonly serverSecret: string;
  readonly baseUrl: string;
}

/** What is used of a reply. */
interface Reply {
  readonly Code?: number;
  readonly SuccList?: readonly { readonly UserId: string; readonly MsgId: string }[] | null;
}

/**
 * Returns a function that sends one text. It resolves with the message's id, and throws for an HTTP status that is no
 * success, for a reply that is none, for an error code, for a recipient who was not reached, and after ten seconds.
 */
export function handWrittenZim({ appId, serverSecret, baseUrl }: ZimApp, fetch = globalThis.fetch) {
  return async (from: string, to: string, text: string): Promise<string> => {
    // The vendor wants a signature of its own for each request.
    const nonce = randomBytes(8).toString('hex');
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHash('md5').update(`${appId}${nonce}${serverSecret}${timestamp}`).digest('hex');
    const query = `Action=SendPeerMessage&AppId=${appId}&SignatureNonce=${nonce}&Timestamp=${timestamp}`;
    const response = await fetch(`${baseUrl}/?${query}&SignatureVersion=2.0&Signature=${signature}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        FromUserId: from,
        ToUserId: [to],
        MessageType: 1,
        Priority: 2,
        MessageBody: { Message: text },
      }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`ZIM answered with HTTP ${response.status}`);
    const reply: Reply = await response.json();
    if (reply.Code !== 0) throw new Error(`ZIM refused the message with code ${reply.Code}`);
    const reached = reply.SuccList?.find(({ UserId }) => UserId === to);
    if (!reached) throw new Error('ZIM did not reach the recipient');
    return reached.MsgId;
  };
}
