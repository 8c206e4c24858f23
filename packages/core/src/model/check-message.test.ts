import { describe, expect, test } from 'vitest';
import { type Checked, checkMessage, completeMessage, messageOrThrow } from './check-message.ts';
import { fieldDefaults } from './field-defaults.ts';

const text = { type: 'text', text: 'hello' } as const;
const url = 'https://cdn.example/picture.png';
const picture = { url, width: 640, height: 480 };
const half = 'half of a pair: \ud83d';
const push = { title: 'Alice', body: 'hello' };
const partTypes = '"text", "image", "audio", "video", "file", "location", "face", "custom"';

/** `field: message` of every problem, with its limit. */
function problemsOf(checked: Checked<unknown>) {
  if (!('problems' in checked)) return [];
  for (const problem of checked.problems) {
    expect(problem).toMatchObject({ code: 'invalid_message', effect: 'not_sent', transient: false });
  }
  return checked.problems.map(({ message, limit }) => (limit ? [message, limit] : [message]));
}

describe('the check of a message takes', () => {
  test.each<[string, unknown]>([
    ['text', text],
    ['text with control characters', { type: 'text', text: 'a\u0000b\u0007c\n\u001b[0m\u2028' }],
    ['text of emoji', { type: 'text', text: '👨‍👩‍👧🏽' }],
    ['text of spaces', { type: 'text', text: ' ' }],
    ['an image', { type: 'image', ...picture }],
    [
      'an image with everything',
      {
        type: 'image',
        ...picture,
        size: 0,
        format: 'png',
        fileName: 'a.png',
        thumbnail: { ...picture, size: 9 },
        large: picture,
      },
    ],
    ['audio', { type: 'audio', url, durationSeconds: 0.5 }],
    ['audio with everything', { type: 'audio', url, durationSeconds: 3, size: 1, fileName: 'a.mp3' }],
    ['a video', { type: 'video', url, durationSeconds: 3, thumbnail: picture }],
    [
      'a video with everything',
      {
        type: 'video',
        url,
        durationSeconds: 3,
        thumbnail: picture,
        size: 1,
        format: 'mp4',
        fileName: 'a.mp4',
      },
    ],
    ['a file', { type: 'file', url, fileName: 'a.pdf', size: 1 }],
    ['a location', { type: 'location', latitude: -90, longitude: 180 }],
    ['a location with a label', { type: 'location', latitude: 90, longitude: -180, label: '' }],
    ['a face', { type: 'face', index: -3, data: '' }],
    ['custom', { type: 'custom', data: '{}', description: '', subType: 0 }],
    ['custom with the highest subType', { type: 'custom', data: '{}', subType: 200 }],
    ['a signal of text', { type: 'signal', data: 'go' }],
    ['a signal of bytes', { type: 'signal', data: new Uint8Array([0]) }],
    ['a mixed content of twenty parts', { type: 'mixed', parts: Array(20).fill(text) }],
    ['a mixed content of one part', { type: 'mixed', parts: [{ type: 'image', ...picture }] }],
    ['a URL with http', { type: 'file', url: 'HTTP://localhost/a', fileName: 'a' }],
  ])('%s', (_, content) => {
    expect(checkMessage({ content })).toEqual({ message: { content } });
  });

  test('every field, as it was given', () => {
    const fields = {
      from: 'alice',
      content: text,
      metadata: '{"a":1}',
      priority: 'high',
      senderCopy: false,
      countsAsUnread: false,
      readReceipt: true,
      push: { ...push, payload: '', badge: 0 },
      timeToLive: 0,
      idempotencyKey: 'order-1',
    };
    const vendor = { plain: { anything: 1 }, zim: { other: 2 }, tencentIm: { more: 3 } };
    expect(checkMessage({ ...fields, vendor })).toEqual({ message: { ...fields, vendor } });
  });

  test('fields of a vendor that nobody here knows, which are a warning later', () => {
    const message = { content: text, vendor: { acme: {} } };
    expect(checkMessage(message)).toEqual({ message });
  });

  test('bytes as a copy, since their owner may write into them while the send goes on', () => {
    const data = new Uint8Array([1, 2]);
    const checked = messageOrThrow(checkMessage({ content: { type: 'signal', data } }));
    data.fill(9);
    expect(checked.content).toEqual({ type: 'signal', data: new Uint8Array([1, 2]) });
  });
});

describe('what an adapter gets', () => {
  test('has the defaults where the message does not say, also where a field is undefined', () => {
    const defaults = { priority: 'normal', senderCopy: true, countsAsUnread: true, readReceipt: false };
    expect(fieldDefaults).toEqual(defaults);
    expect(completeMessage({ content: text }, 'plain')).toEqual({
      content: text,
      ...defaults,
      vendorFields: undefined,
    });
    expect(completeMessage({ content: text, priority: undefined, senderCopy: undefined }, 'plain')).toEqual({
      content: text,
      ...defaults,
      vendorFields: undefined,
    });
  });

  test('has what the message says, and of the vendors’ fields its own', () => {
    const fields = {
      from: 'alice',
      content: text,
      priority: 'high',
      senderCopy: false,
      countsAsUnread: false,
      readReceipt: true,
    } as const;
    const vendor = { plain: { anything: 1 }, zim: { other: 2 }, tencentIm: { more: 3 } };
    expect(completeMessage({ ...fields, vendor }, 'plain')).toEqual({
      ...fields,
      vendorFields: { anything: 1 },
    });
  });
});

describe('the check of a message refuses', () => {
  test.each<[string, unknown, readonly unknown[]]>([
    ['a message that is undefined', undefined, [['message: is required']]],
    ['a string', 'hello', [['message: must be an object']]],
    ['a list', [], [['message: must be an object']]],
    ['no content', {}, [['content: is required']]],
    ['content that is a string', { content: 'hello' }, [['content: must be an object']]],
    [
      'content of no type',
      { content: {} },
      [[`content.type: must be one of ${partTypes}, "signal", "mixed"`]],
    ],
    [
      'content of an unknown type',
      { content: { type: 'hologram' } },
      [[`content.type: must be one of ${partTypes}, "signal", "mixed"`]],
    ],
    ['an unknown field', { content: text, colour: 1 }, [['colour: no such field']]],
    [
      'two unknown fields',
      { content: text, colour: 1, size: 2 },
      [['colour: no such field'], ['size: no such field']],
    ],
    ['recipients', { content: text, to: 'bob' }, [['to: no such field']]],
    ['an audience', { content: text, audience: 'online' }, [['audience: no such field']]],
    [
      'an empty sender',
      { content: text, from: '' },
      [['from: must not be empty', { min: 1, unit: 'characters' }]],
    ],
    ['a sender that is no string', { content: text, from: 7 }, [['from: must be a string']]],
    [
      'empty metadata',
      { content: text, metadata: '' },
      [['metadata: must not be empty', { min: 1, unit: 'characters' }]],
    ],
    ['metadata that is an object', { content: text, metadata: {} }, [['metadata: must be a string']]],
    [
      'an unknown priority',
      { content: text, priority: 'urgent' },
      [['priority: must be one of "low", "normal", "high"']],
    ],
    [
      'a senderCopy that is a string',
      { content: text, senderCopy: 'no' },
      [['senderCopy: must be a boolean']],
    ],
    [
      'a countsAsUnread that is a number',
      { content: text, countsAsUnread: 1 },
      [['countsAsUnread: must be a boolean']],
    ],
    [
      'a readReceipt that is null',
      { content: text, readReceipt: null },
      [['readReceipt: must be a boolean']],
    ],
    [
      'time to live below nothing',
      { content: text, timeToLive: -1 },
      [['timeToLive: must be at least 0', { min: 0, unit: 'value' }]],
    ],
    ['half a second to live', { content: text, timeToLive: 0.5 }, [['timeToLive: must be an integer']]],
    [
      'an empty idempotencyKey',
      { content: text, idempotencyKey: '' },
      [['idempotencyKey: must not be empty', { min: 1, unit: 'characters' }]],
    ],
    ['push without a body', { content: text, push: { title: 'a' } }, [['push.body: is required']]],
    [
      'push with an empty title',
      { content: text, push: { ...push, title: '' } },
      [['push.title: must not be empty', { min: 1, unit: 'characters' }]],
    ],
    [
      'push with a title, body and payload of too many bytes',
      {
        content: text,
        push: { title: 'é'.repeat(513), body: 'b'.repeat(4_097), payload: '\\'.repeat(30_000) },
      },
      [
        ['push.title: must be at most 1024 bytes long', { max: 1_024, unit: 'bytes', actual: 1_026 }],
        ['push.body: must be at most 4096 bytes long', { max: 4_096, unit: 'bytes', actual: 4_097 }],
        ['push.payload: must be at most 4096 bytes long', { max: 4_096, unit: 'bytes', actual: 30_000 }],
      ],
    ],
    [
      'push with an unknown field',
      { content: text, push: { ...push, sound: 'x' } },
      [['push.sound: no such field']],
    ],
    [
      'a badge above 99',
      { content: text, push: { ...push, badge: 100 } },
      [['push.badge: must be at most 99', { max: 99, unit: 'value' }]],
    ],
    [
      'a badge below 0',
      { content: text, push: { ...push, badge: -1 } },
      [['push.badge: must be at least 0', { min: 0, unit: 'value' }]],
    ],
    ['vendor fields that are a list', { content: text, vendor: [] }, [['vendor: must be an object']]],
  ])('%s', (_, message, expected) => {
    expect(problemsOf(checkMessage(message))).toEqual(expected);
  });

  test.each<[string, unknown, readonly unknown[]]>([
    [
      'an empty text',
      { type: 'text', text: '' },
      [['content.text: must not be empty', { min: 1, unit: 'characters' }]],
    ],
    ['a text content without its text', { type: 'text' }, [['content.text: is required']]],
    [
      'half a surrogate pair in a text',
      { type: 'text', text: half },
      [['content.text: must be well-formed Unicode: it holds half of a surrogate pair']],
    ],
    ['a field of another type', { ...text, url }, [['content.url: no such field']]],
    [
      'an image without its size',
      { type: 'image', url },
      [['content.width: is required'], ['content.height: is required']],
    ],
    [
      'an image of 0 pixels',
      { type: 'image', ...picture, width: 0 },
      [['content.width: must be at least 1', { min: 1, unit: 'value' }]],
    ],
    [
      'half a pixel',
      { type: 'image', ...picture, height: 0.5 },
      [
        ['content.height: must be an integer'],
        ['content.height: must be at least 1', { min: 1, unit: 'value' }],
      ].slice(0, 1),
    ],
    [
      'an unknown format',
      { type: 'image', ...picture, format: 'webp' },
      [['content.format: must be one of "jpg", "gif", "png", "bmp", "other"']],
    ],
    [
      'a thumbnail without a URL',
      { type: 'image', ...picture, thumbnail: { width: 1, height: 1 } },
      [['content.thumbnail.url: is required']],
    ],
    [
      'a thumbnail with an unknown field',
      { type: 'image', ...picture, thumbnail: { ...picture, alt: 'x' } },
      [['content.thumbnail.alt: no such field']],
    ],
    [
      'a large image whose URL is not valid',
      { type: 'image', ...picture, large: { ...picture, url: 'large.png' } },
      [['content.large.url: must be an http or https URL']],
    ],
    [
      'a URL of another kind',
      { type: 'image', ...picture, url: 'ftp://a/b' },
      [['content.url: must be an http or https URL']],
    ],
    [
      'a URL of script',
      { type: 'file', url: 'javascript:alert(1)', fileName: 'a' },
      [['content.url: must be an http or https URL']],
    ],
    [
      'a URL that is not valid',
      { type: 'file', url: 'http://', fileName: 'a' },
      [['content.url: must be an http or https URL']],
    ],
    [
      'half a surrogate pair in a URL',
      { type: 'file', url: `https://a/${half}`, fileName: 'a' },
      [['content.url: must be well-formed Unicode: it holds half of a surrogate pair']],
    ],
    ['audio without a length', { type: 'audio', url }, [['content.durationSeconds: is required']]],
    [
      'audio of a length below nothing',
      { type: 'audio', url, durationSeconds: -1 },
      [['content.durationSeconds: must be at least 0', { min: 0, unit: 'value' }]],
    ],
    [
      'audio of endless length',
      { type: 'audio', url, durationSeconds: Number.POSITIVE_INFINITY },
      [['content.durationSeconds: must be a number']],
    ],
    [
      'a size below nothing',
      { type: 'audio', url, durationSeconds: 1, size: -1 },
      [['content.size: must be at least 0', { min: 0, unit: 'value' }]],
    ],
    [
      'a video without a thumbnail',
      { type: 'video', url, durationSeconds: 1 },
      [['content.thumbnail: is required']],
    ],
    ['a file without a name', { type: 'file', url }, [['content.fileName: is required']]],
    [
      'a file with an empty name',
      { type: 'file', url, fileName: '' },
      [['content.fileName: must not be empty', { min: 1, unit: 'characters' }]],
    ],
    [
      'a latitude above 90',
      { type: 'location', latitude: 90.1, longitude: 0 },
      [['content.latitude: must be at most 90', { max: 90, unit: 'value' }]],
    ],
    [
      'a longitude below -180',
      { type: 'location', latitude: 0, longitude: -180.1 },
      [['content.longitude: must be at least -180', { min: -180, unit: 'value' }]],
    ],
    [
      'a place that is not a number',
      { type: 'location', latitude: Number.NaN, longitude: 0 },
      [['content.latitude: must be a number']],
    ],
    ['a face without a number', { type: 'face', data: 'x' }, [['content.index: is required']]],
    [
      'empty custom data',
      { type: 'custom', data: '' },
      [['content.data: must not be empty', { min: 1, unit: 'characters' }]],
    ],
    ['custom data that is an object', { type: 'custom', data: {} }, [['content.data: must be a string']]],
    [
      'a subType below 0',
      { type: 'custom', data: 'x', subType: -1 },
      [['content.subType: must be at least 0', { min: 0, unit: 'value' }]],
    ],
    [
      'a subType above 200',
      { type: 'custom', data: 'x', subType: 201 },
      [['content.subType: must be at most 200', { max: 200, unit: 'value' }]],
    ],
    [
      'an empty signal',
      { type: 'signal', data: '' },
      [['content.data: must not be empty', { min: 1, unit: 'characters' }]],
    ],
    [
      'a signal of no bytes',
      { type: 'signal', data: new Uint8Array() },
      [['content.data: must not be empty']],
    ],
    [
      'a signal of a number',
      { type: 'signal', data: 7 },
      [['content.data: must be a string or a Uint8Array']],
    ],
    [
      'a mixed content without parts',
      { type: 'mixed', parts: [] },
      [['content.parts: must be at least 1 items long', { min: 1, unit: 'items' }]],
    ],
    [
      'a mixed content of 21 parts',
      { type: 'mixed', parts: Array(21).fill(text) },
      [['content.parts: must be at most 20 items long', { max: 20, unit: 'items' }]],
    ],
    [
      'a signal among parts',
      { type: 'mixed', parts: [text, { type: 'signal', data: 'x' }] },
      [[`content.parts[1].type: must be one of ${partTypes}`]],
    ],
    [
      'parts among parts',
      { type: 'mixed', parts: [{ type: 'mixed', parts: [text] }] },
      [[`content.parts[0].type: must be one of ${partTypes}`]],
    ],
    [
      'an empty text among parts',
      { type: 'mixed', parts: [text, { type: 'text', text: '' }] },
      [['content.parts[1].text: must not be empty', { min: 1, unit: 'characters' }]],
    ],
  ])('%s', (_, content, expected) => {
    expect(problemsOf(checkMessage({ content }))).toEqual(expected);
  });

  test('half a surrogate pair in any string', () => {
    const message = {
      from: half,
      content: { type: 'custom', data: half, description: half },
      metadata: half,
      push: { title: half, body: half, payload: half },
      idempotencyKey: half,
    };
    expect(problemsOf(checkMessage(message))).toHaveLength(8);
  });

  test('without showing in any problem what was given', () => {
    const secret = 'platypus';
    const checked = checkMessage({
      from: 7,
      content: { type: 'image', url: secret, width: secret, format: secret },
      priority: secret,
      metadata: [secret],
    });
    expect(problemsOf(checked).length).toBeGreaterThan(4);
    expect(JSON.stringify(checked)).not.toContain(secret);
  });
});
