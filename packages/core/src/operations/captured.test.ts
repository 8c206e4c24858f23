import { describe, expect, test } from 'vitest';
import type { Chat } from '../chat.ts';
import { checkMessage } from '../model/check-message.ts';
import { acceptAll, jsonReply } from '../testing/scripted-transport.ts';
import { simulatedChat } from '../testing/simulated-chat.ts';

/** Overwrites everything that can be reached from a value, as a caller does who uses an object again. */
function overwrite(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(33);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const name of Reflect.ownKeys(value)) {
    const member = Reflect.get(value, name);
    if (typeof member === 'object') overwrite(member);
    else if (name !== 'length') Reflect.set(value, name, 'overwritten');
  }
}

class Inherited {
  get text() {
    return 'original';
  }
}

/** Says something else each time: what was checked is what is sent. */
function changing() {
  let readings = 0;
  return {
    type: 'text',
    get text() {
      readings += 1;
      return readings === 1 ? 'original' : 'another';
    },
  };
}

const contents: readonly [string, () => object][] = [
  ['an object', () => ({ type: 'text', text: 'original' })],
  [
    'an instance of a class',
    () => Object.assign(new (class Content {})(), { type: 'text', text: 'original' }),
  ],
  ['inherited members', () => Object.assign(Object.create({ text: 'original' }), { type: 'text' })],
  ['an inherited getter', () => Object.assign(new Inherited(), { type: 'text' })],
  [
    'members that are not listed',
    () => Object.defineProperty({ type: 'text' }, 'text', { value: 'original', writable: true }),
  ],
  ['a getter that changes', changing],
];

const ways: readonly [
  string,
  (chat: Chat, message: { from: string; content: never }) => () => Promise<unknown>,
][] = [
  [
    'sendDirect',
    (chat, message) => {
      const sending = chat.sendDirect({ ...message, to: ['bob', 'carol'] });
      return () => sending;
    },
  ],
  [
    'broadcast',
    (chat, message) => {
      const sending = chat.broadcast({ ...message, audience: 'online' });
      return () => sending;
    },
  ],
  [
    'sendToGroup',
    (chat, message) => {
      const sending = chat.sendToGroup({ ...message, groupId: 'book-club' });
      return () => sending;
    },
  ],
  [
    'sendBulk',
    (chat, message) => {
      const bulk = chat.sendBulk(message, ['bob', 'carol']);
      return () => bulk.summary();
    },
  ],
];

describe('what is sent is what the message said when the send began', () => {
  for (const [way, start] of ways) {
    test.each(contents)(`by ${way}, with content that is %s`, async (_, make) => {
      const { chat, clock, transport } = simulatedChat([acceptAll]);
      const content = make();
      const finish = start(chat, { from: 'alice', content: content as never });
      overwrite(content);
      await clock.finish(finish());
      expect(transport.requests.map(({ body }) => JSON.parse(body ?? '').text)).toEqual(['original']);
    });
  }

  test('and nothing of either text is in the error where the vendor quotes both', async () => {
    const text = 'wombat one';
    const refusal = { name: 'plain', message: 'refused wombat one quokka two' };
    const problem = {
      code: 'content_rejected',
      effect: 'rejected',
      transient: false,
      message: 'm',
      vendor: refusal,
    };
    const { chat, clock } = simulatedChat([jsonReply({ problem })]);
    const content = { type: 'text' as const, text };
    const sending = chat.sendDirect({ from: 'alice', to: 'bob', content });
    content.text = 'quokka two';
    const error = await clock.finish(sending.catch((reason: unknown) => reason));
    expect(error).toMatchObject({ vendor: { message: 'refused …' } });
  });

  test('the lists of recipients and of users too, and each user', async () => {
    const { chat, clock, transport } = simulatedChat([acceptAll]);
    const to = ['bob', 'carol', 'dave', 'erin'];
    const users = to.map((userId) => ({ userId, name: 'original' }));
    const sending = [
      chat.sendDirect({ from: 'alice', to, content: { type: 'text', text: 'hi' } }),
      chat.registerUsers(users),
    ];
    overwrite(users);
    overwrite(to);
    to.length = 0;
    users.length = 0;
    await clock.finish(Promise.all(sending));
    const sent = transport.requests.flatMap(({ body }) => JSON.parse(body ?? '').recipients);
    expect(sent.toSorted()).toEqual(['bob', 'bob', 'carol', 'carol', 'dave', 'dave', 'erin', 'erin']);
  });
});

describe('a checked message', () => {
  const bytes = () => [
    new Uint8Array([1, 2, 3]),
    Buffer.from([1, 2, 3]),
    new Uint8Array(new SharedArrayBuffer(3)).fill(7),
    new Uint8Array([0, 1, 2, 3]).subarray(1),
  ];

  test.each(bytes().map((data) => [data.constructor.name, data] as const))(
    'has bytes of its own, from a %s',
    (_, data) => {
      const before = [...data];
      const checked = checkMessage({ content: { type: 'signal', data } });
      data.fill(0);
      expect(checked).toEqual({ message: { content: { type: 'signal', data: new Uint8Array(before) } } });
    },
  );

  test('has a vendor’s own fields of its own, of whatever they are made', () => {
    class Options {
      #loft = 'north';
      readonly list = [{ data: Buffer.from('ab') }];
      get loft() {
        return this.#loft;
      }
      set loft(to: string) {
        this.#loft = to;
      }
      method() {
        return this.#loft;
      }
    }
    const options = new Options();
    const plain = { deep: { list: [1, [2]] }, ['__proto__']: 1 };
    const checked = checkMessage({ content: { type: 'text', text: 'hi' }, vendor: { options, plain } });
    overwrite(options);
    overwrite(plain);
    options.loft = 'south';
    expect(checked).toMatchObject({
      message: {
        vendor: {
          options: { loft: 'north', list: [{ data: new Uint8Array([97, 98]) }] },
          plain: { deep: { list: [1, [2]] } },
        },
      },
    });
  });

  test('may have a vendor’s field that goes round in a circle, which its adapter refuses', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(checkMessage({ content: { type: 'text', text: 'hi' }, vendor: { plain: circle } })).toHaveProperty(
      'message',
    );
  });
});
