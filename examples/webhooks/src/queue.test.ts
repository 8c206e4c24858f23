import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebhookHandler, type WebhookEvent } from '@polychat/core/webhooks';
import { createEmulator } from '@polychat/emulator';
import { zimWebhooks } from '@polychat/zim/webhooks';
import { expect, test, vi } from 'vitest';
import { createQueuedHandlers, createWorker } from './queue.ts';
import { serveWithNode } from './servers/node.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) console.log('The test of the queue is skipped: this machine has no redis-server.');

test.runIf(hasRedis)(
  'an event is acknowledged when it is in the queue, and worked on until it succeeds',
  async () => {
    const redis = await startRedis();
    const queued = createQueuedHandlers(redis.place);
    const app = { appId: 1_234_567_890, callbackSecret: 'a-secret-of-the-zim-console' };
    const zim = createWebhookHandler(zimWebhooks(app), queued.handlers);
    const server = await serveWithNode({ zim, tencentIm: zim });
    const emulator = await createEmulator({
      zim: { appId: app.appId, users: ['ann', 'bob'], webhookFailure: 'deliver' },
      webhooks: { zim: { url: `${server.url}/hooks/zim`, callbackSecret: app.callbackSecret } },
    });
    try {
      await emulator.clientSend('zim', {
        from: 'ann',
        to: 'bob',
        message: { MessageType: 1, MessageBody: { Message: 'Is the goose there?' } },
      });
      await emulator.webhooksSettled();
      expect(emulator.webhooks.at(-1)).toMatchObject({
        event: 'send_msg',
        attempt: 1,
        reply: { status: 200 },
      });
      // Only now is there somebody to do the work, and fails at first.
      const worked: WebhookEvent[] = [];
      let times = 0;
      const worker = createWorker(redis.place, async (event) => {
        times += 1;
        if (times === 1) throw new Error('no database');
        worked.push(event);
      });
      worker.on('error', () => {});
      await vi.waitUntil(() => worked.length === 1, { timeout: 300_000 });
      expect(worked).toEqual([
        expect.objectContaining({
          type: 'message.sent',
          from: 'ann',
          to: 'bob',
          content: { type: 'text', text: 'Is the goose there?' },
        }),
      ]);
      await worker.close();
    } finally {
      await emulator.close();
      server.close();
      await queued.close();
      await redis.close();
    }
  },
);

/** A Redis of its own, that keeps what it is told. */
async function startRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'polychat-queue-'));
  const port = await freePort();
  const settings = ['--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--loglevel', 'notice'];
  const server = spawn('redis-server', ['--port', String(port), ...settings]);
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (text) => String(text).includes('Ready to accept connections') && resolve());
    server.once('exit', () => reject(new Error('redis-server has ended')));
  });
  return {
    place: { host: '127.0.0.1', port },
    async close() {
      server.kill();
      await once(server, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
