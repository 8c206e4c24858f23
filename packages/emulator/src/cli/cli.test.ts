import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { control } from '../control/__fixtures__/control-client.ts';
import { run } from './run.ts';

const program = fileURLToPath(new URL('../cli.ts', import.meta.url));
const running: ChildProcess[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polychat-emulator-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rm(folder, { recursive: true }));

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=@polychat/source', program, ...args]);
  running.push(child);
  const output = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.error += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      if (output.out.includes('Ctrl-C')) resolve(output.out);
    });
    ended.then(({ error }) => reject(new Error(`ended: ${error}`)));
  });
  ready.catch(() => {});
  return { child, ended, ready };
}

/** What the program does that starts no emulator, in this process: a process for each would take most of the time. */
async function runHere(...args: string[]) {
  const output = { out: '', error: '' };
  const collect = (name: 'out' | 'error') => (text: unknown) => {
    output[name] += String(text);
    return true;
  };
  const before = process.exitCode;
  const writes = [
    vi.spyOn(process.stdout, 'write').mockImplementation(collect('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(collect('error')),
  ];
  try {
    process.exitCode = 0;
    await run(args);
    return { code: process.exitCode, ...output };
  } finally {
    process.exitCode = before;
    for (const write of writes) write.mockRestore();
  }
}

async function seedFile(name: string, content: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const urlIn = (out: string) => /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0] ?? '';

describe('what ends at once', () => {
  test.each([
    { args: ['--help'], says: 'Usage: polychat-emulator' },
    { args: ['-h', '--port', 'x'], says: '--seed FILE' },
  ])('$args prints the help', async ({ args, says }) => {
    expect(await runHere(...args)).toMatchObject({ code: 0, out: expect.stringContaining(says), error: '' });
  });

  test('a process of its own ends with the help, or with what is wrong', async () => {
    const [helped, refused] = await Promise.all([start('--help').ended, start('--colour').ended]);
    expect(helped).toEqual(await runHere('--help'));
    expect(refused).toEqual(await runHere('--colour'));
    expect([helped.code, refused.code]).toEqual([0, 2]);
  });

  test.each([
    { args: ['--colour'], says: "Unknown option '--colour'" },
    { args: ['extra'], says: 'extra' },
    { args: ['--port'], says: "'--port <value>' argument missing" },
    { args: ['--port', 'http'], says: '--port must be a number from 0 to 65535, not "http"' },
    { args: ['--port', '65536'], says: '--port must be a number from 0 to 65535, not "65536"' },
    { args: ['--port=-1'], says: '--port must be a number' },
    { args: ['--strict=yes'], says: '--strict' },
    { args: ['--allowed-hosts', 'a.internal,,b'], says: '--allowed-hosts must be host names' },
    { args: ['--allowed-hosts', 'http://a.internal'], says: 'not "http://a.internal"' },
    { args: ['--seed', '/nowhere/seed.json'], says: '/nowhere/seed.json cannot be read (ENOENT)' },
  ])('$args ends with 2 and says why', async ({ args, says }) => {
    const { code, out, error } = await runHere('--port', '0', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(says);
    expect(error).toContain('--help');
    expect(error).not.toContain('    at ');
  });

  test.each([
    { name: 'no JSON', seed: '{"users": [', says: ['is no JSON'] },
    { name: 'unknown members', seed: { user: [] }, says: ['user:'] },
    {
      name: 'wrong deep inside',
      seed: { zim: { appId: 'x', rates: { calls: -1 } } },
      says: ['zim.appId:', 'zim.rates.calls:'],
    },
    { name: 'a port', seed: { port: 1 }, says: ['port:'] },
    {
      name: 'an allowed host that is an address of a page',
      seed: { allowedHosts: ['https://a.internal/'] },
      says: ['allowedHosts.0: must be a host name'],
    },
    { name: 'a list of users that is none', seed: { users: 'ana' }, says: ['users:'] },
  ])('a seed with $name ends with 2 and says where', async ({ name, seed, says }) => {
    const { code, error } = await runHere('--port', '0', '--seed', await seedFile(`${name}.json`, seed));
    expect(code).toBe(2);
    for (const text of says) expect(error).toContain(text);
  });

  test.each([
    {
      name: 'a blocklist of nobody',
      seed: { blocklists: [{ userId: 'ana', blocked: ['bo'] }] },
      says: ['blocklists names ana'],
    },
    {
      name: 'a message that is refused',
      seed: { users: ['ana'], messages: [{ vendor: 'zim', from: 'ana', to: 'nobody', message: {} }] },
      says: ['messages.0 is refused by zim with code'],
    },
    {
      name: 'a message about which nobody answers the webhook',
      seed: {
        users: ['ana', 'bo'],
        webhooks: { zim: { url: 'http://127.0.0.1:1/' } },
        messages: [
          {
            vendor: 'zim',
            from: 'ana',
            to: 'bo',
            message: { MessageType: 1, MessageBody: { Message: 'x' } },
          },
        ],
      },
      says: ['messages.0 is refused by zim with code 111101; webhooks.zim was asked first'],
    },
  ])(
    'a seed with $name ends with 2 and says where, though the emulator had started',
    async ({ name, seed, says }) => {
      const { code, error } = await start('--port', '0', '--seed', await seedFile(`${name}.json`, seed))
        .ended;
      expect(code).toBe(2);
      for (const text of says) expect(error).toContain(text);
    },
  );

  test('a port that is taken ends with 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, error } = await start('--port', String(port)).ended;
    expect(code).toBe(1);
    expect(error).toContain('the port is taken');
    server.close();
  });
});

describe('what runs', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'says where it is, works, and stops on %s with 0',
    async (signal) => {
      const { child, ready, ended } = start('--port', '0');
      const out = await ready;
      const state = await (await fetch(`${urlIn(out)}/control/state`)).json();
      for (const value of [
        `${urlIn(out)}/\n`,
        state.zim.baseUrl,
        String(state.zim.appId),
        state.zim.serverSecret,
        state.tencentIm.baseUrl,
        String(state.tencentIm.sdkAppId),
        state.tencentIm.secretKey,
        'administrator',
      ]) {
        expect(out).toContain(value);
      }
      const page = await fetch(urlIn(out));
      expect(page.headers.get('content-type')).toContain('text/html');
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, error: '' });
    },
  );

  test('stops with a reader on the event stream', async () => {
    const { child, ready, ended } = start('--port', '0');
    const stream = await fetch(`${urlIn(await ready)}/control/events`);
    expect(stream.status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0 });
    await stream.body?.cancel().catch(() => {});
  });

  test('is reached by the names of --allowed-hosts and by those of the seed, and by no others', async () => {
    const seed = await seedFile('hosts.json', { allowedHosts: ['from-seed.internal'] });
    const { ready } = start(
      '--port',
      '0',
      '--seed',
      seed,
      '--allowed-hosts',
      'one.internal, two.internal:80',
    );
    const port = Number(new URL(urlIn(await ready)).port);
    const statuses = ['from-seed.internal', 'one.internal', 'two.internal:80', 'three.internal'].map(
      async (host) => {
        const { status } = await control({ port }, 'GET', 'time', undefined, { host });
        return `${host} ${status}`;
      },
    );
    expect(await Promise.all(statuses)).toEqual([
      'from-seed.internal 200',
      'one.internal 200',
      'two.internal:80 200',
      'three.internal 403',
    ]);
  });

  test('takes users, groups, blocklists, settings and messages from a seed', async () => {
    const seed = await seedFile('good.json', {
      users: ['ana', { userId: 'bo', name: 'Bo', presence: 'online' }],
      zim: { users: ['zoe'], plan: 'pro' },
      tencentIm: { groups: [{ groupId: 'crew', members: ['ana', 'bo'] }], readings: { random: 'unchecked' } },
      blocklists: [{ userId: 'bo', blocked: ['zoe'] }],
      messages: [
        {
          vendor: 'tencentIm',
          from: 'ana',
          to: 'bo',
          message: { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'Good morning' } }] },
        },
      ],
    });
    const { ready } = start('--port', '0', '--strict', '--seed', seed);
    const url = urlIn(await ready);
    const read = async (path: string) => (await fetch(`${url}/control/${path}`)).json();
    const state = await read('state');
    expect(state.counts.users).toEqual({ zim: 3, tencentIm: 3 });
    expect(state.zim.settings).toMatchObject({ plan: 'pro', readings: { replayedNonce: 'refuse' } });
    // What the seed says itself goes before --strict.
    expect(state.tencentIm.settings.readings).toMatchObject({ random: 'unchecked', unknownFields: 'refuse' });
    expect(await read('users/bo')).toMatchObject({
      name: 'Bo',
      preview: 'Good morning',
      accounts: { zim: { blocked: ['zoe'] }, tencentIm: { presence: 'online', unread: 1 } },
    });
  });
});
