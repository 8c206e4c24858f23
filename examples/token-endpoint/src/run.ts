import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChat } from '@polychat/core';
import { createEmulator } from '@polychat/emulator';
import { escapedUserIds, mapUsers } from '@polychat/routing';
import { zim } from '@polychat/zim';
import { tokenEndpoint } from './endpoint.ts';
import { type Login, tencentImLogins, zimLogins } from './vendors.ts';

/** Serves an endpoint on loopback. */
async function serve(handle: (request: Request) => Promise<Response>) {
  const server = createServer(async (incoming, outgoing) => {
    const headers = new Headers({ cookie: incoming.headers.cookie ?? '' });
    const request = new Request(`http://127.0.0.1${incoming.url}`, { method: incoming.method, headers });
    const response = await handle(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/chat-token`, close: () => server.close() };
}

/** The sessions of the app: here a cookie that says who it is, in yours something that nobody can make up. */
function userOf(request: Request): string | undefined {
  return /session=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
}

/** An app asks for its login, and logs in. What each of them was told. */
export async function run(say: (line: string) => void): Promise<readonly { login: Login; code: number }[]> {
  const emulator = await createEmulator();
  const { appId, serverSecret, baseUrl } = emulator.zim;
  const { sdkAppId, secretKey } = emulator.tencentIm;
  // Of ids such as `kitchen/ann`, ZIM takes no slash: the chat and the tokens must map them alike.
  const chat = mapUsers(createChat(zim({ appId, serverSecret, baseUrl })), escapedUserIds());
  const makers = [
    { vendor: 'zim', user: 'ann', maker: zimLogins({ appId, serverSecret }) },
    { vendor: 'zim', user: 'kitchen/ann', maker: zimLogins({ appId, serverSecret }, chat.mapping) },
    { vendor: 'tencentIm', user: 'ann', maker: tencentImLogins({ sdkAppId, secretKey }) },
  ] as const;
  const told: { login: Login; code: number }[] = [];
  for (const { vendor, user, maker } of makers) {
    const { url, close } = await serve(tokenEndpoint(userOf, maker));
    const response = await fetch(url, { method: 'POST', headers: { cookie: `session=${user}` } });
    const login = (await response.json()) as Login;
    const { code } = emulator.clientLogin(vendor, login);
    say(`${user} logs in at ${vendor} as ${login.userId}: code ${code}`);
    told.push({ login, code });
    close();
  }
  await chat.close();
  await emulator.close();
  return told;
}
