import { createChat } from '../../create-chat.ts';
import { ChatError } from '../../model/chat-error.ts';
import type { HttpTarget } from '../../ports/vendor-call.ts';
import { plainAdapter } from '../plain-adapter.ts';

/** What one send to the loopback server came to. */
export interface SendReport {
  readonly path: string;
  /** `accepted`, or the code and the effect of the problem. */
  readonly result: string;
  readonly attempts: number;
}

/** Where the sends go: a server, and a port at which nobody listens. */
export interface Ports {
  readonly open: number;
  readonly closed: number;
}

/** One send after another, through a whole chat with the default transport, as on any runtime. */
export async function sendAll({ open, closed }: Ports): Promise<readonly SendReport[]> {
  const reports: SendReport[] = [];
  const send = async (path: string, host = `127.0.0.1:${open}`) => {
    let attempts = 0;
    const target = (): HttpTarget => ({
      method: 'POST',
      url: `http://${host}/${path}?signature=sig-${attempts}`,
      headers: { 'content-type': 'application/json' },
    });
    const chat = createChat(plainAdapter({ target }), {
      // Everything but silence is quick, also on a slow machine.
      timeoutMs: path === 'never' ? 300 : 10_000,
      maxReplyBytes: 1_000,
      retry: { maxAttempts: 2, baseDelayMs: 1 },
      hooks: {
        request: () => {
          attempts += 1;
        },
      },
    });
    let result = 'accepted';
    try {
      await chat.sendDirect({ from: 'alice', to: ['bob'], content: { type: 'text', text: 'hello' } });
    } catch (error) {
      result = ChatError.is(error) ? `${error.code} ${error.effect}` : String(error);
    }
    reports.push({ path, result, attempts });
  };
  await send('good');
  await send('refused', `127.0.0.1:${closed}`);
  await send('no-name', 'polychat.invalid');
  await send('reset');
  await send('hang-up');
  await send('half-a-reply');
  await send('never');
  await send('too-large');
  await send('too-large-unannounced');
  await send('redirect');
  await send('misdirected');
  // Each on the connection that the one before left open.
  for (const path of ['kept', 'kept-reset', 'kept', 'kept-hang-up', 'kept', 'kept-last']) await send(path);
  return reports;
}
