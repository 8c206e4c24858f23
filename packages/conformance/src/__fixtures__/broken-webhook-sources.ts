import {
  type BrokenWebhookSource,
  broken,
  declaring,
  flawed,
  misreading,
  withEvents,
  withIds,
} from './broken-webhook-source.ts';

const believed = 'every sample is believed with its secret, also as one of several';
const mixed = 'a signature for one time is none for another';
const age = 'a webhook is believed until it is too old, and none from too far ahead';
const ids = 'an event has the same id in every delivery, and no two events have the same';
const told =
  'every sample becomes the events that it tells of, and every event that is declared has a sample';
const pure = 'the same request read twice is the same reading, and touches nothing but what is given';
const text = 'a text arrives as it was written';
const members = 'an event has no member that is undefined, and a time in milliseconds';
const edit = 'an edit is known by its content';
const asks = 'what asks is one event that is declared to ask, and headers and query never say otherwise';
const answers = 'every question can be allowed and refused, and these are two answers';
const possible = 'every verdict that is declared can be carried out at one question at least';
const secrecy = 'nothing of a secret or of a signature is in an id, an event, or what is said of a refusal';
const named = 'a signature that is named belongs to the request, and to no longer than it is good';
const unanswered = 'an event that asks says what happens when nobody answers; one that tells does not';
const posted = 'whatever is posted is answered, and never with a fault of ours';
const once =
  'in any order, with handlers and stores that fail, every event is handled once and nothing else is';
const inTime = 'every question is answered by its deadline, however slow handlers, stores and bodies are';
const acknowledged = 'an event that tells is acknowledged';

let reads = 0;

export const brokenWebhookSources: readonly BrokenWebhookSource[] = [
  flawed(
    'takes any signature',
    { isSame: () => true },
    mixed,
    'no sample is believed with another secret',
    'a sample that is not believed is not handled, and its answer tells nothing',
  ),
  flawed('takes the beginning of a signature', { isSame: (given, right) => right.startsWith(given) }, mixed),
  flawed('takes no signature at all', { isSame: () => false }, believed),
  flawed('knows the first of several secrets alone', { knowsOneSecret: true }, believed),
  flawed('never looks at the time', { isInTime: () => true }, age),
  flawed('takes webhooks from far ahead', { isInTime: (ageMs) => ageMs <= 120_000 }, age),
  flawed('takes webhooks for half their time', { isInTime: (ageMs) => Math.abs(ageMs) <= 60_000 }, age),
  flawed('takes the webhooks of any app', { takesAnyApp: true }, 'no sample of another app is believed'),
  flawed(
    'is made without a secret',
    { needsNoSecret: true },
    'without a secret no source is made, unless it is told to take unsigned webhooks',
  ),
  broken(
    'says that it wants no signatures',
    () => ({ signed: false }),
    'without a secret no source is made, unless it is told to take unsigned webhooks',
  ),
  broken(
    'throws at what is no JSON',
    (source) => ({
      async read(request) {
        JSON.parse(request.body);
        return source.read(request);
      },
    }),
    'what is no webhook is refused and not thrown at, whatever it is',
    posted,
  ),
  broken(
    'looks for members that need not be there',
    (source) => ({
      async read(request) {
        const reading = await source.read(request);
        if (reading.status === 'believed') JSON.parse(request.body).event.toUpperCase();
        return reading;
      },
    }),
    'no body that is nearly a sample makes it throw, or tell of what is not declared',
  ),
  broken(
    'says more of a refusal than it should',
    (source) => ({
      async read(request) {
        const reading = await source.read(request);
        return reading.status === 'refused' ? { ...reading, body: request.body } : reading;
      },
    }),
    secrecy,
  ),
  broken(
    'believes a request once alone',
    (source) => {
      const seen = new Set<string>();
      return {
        async read(request) {
          const key = `${request.query} ${request.body}`;
          if (seen.has(key)) return { status: 'refused', reason: 'reused' };
          seen.add(key);
          return source.read(request);
        },
      };
    },
    pure,
    'every sample is handled once, however often the same request comes',
    'a sample whose handler fails is asked for again, and handled when it comes again',
  ),
  misreading(
    'counts what it reads',
    (webhook) => {
      reads += 1;
      return withIds(webhook, (id) => `${id} ${reads}`);
    },
    pure,
  ),
  misreading(
    'looks at the clock',
    (webhook) =>
      withEvents(webhook, (event) => ({ ...event, at: Math.max(1_750_000_000_000, Date.now() % 1) })),
    pure,
  ),
  misreading(
    'makes ids by chance',
    (webhook) => withIds(webhook, () => crypto.randomUUID()),
    ids,
    pure,
    once,
  ),
  misreading(
    'has the time of the request in every id',
    (webhook) => withIds(webhook, (id) => `${id} ${webhook.signature?.key}`),
    ids,
  ),
  misreading('has one id for all events', (webhook) => withIds(webhook, () => 'event'), ids),
  misreading(
    'forgets an event',
    (webhook) => ({ ...webhook, items: [] }),
    told,
    'every sample is handled once, however often the same request comes',
  ),
  misreading(
    'tells of an event twice',
    (webhook) => ({ ...webhook, items: [...webhook.items, ...webhook.items] }),
    told,
    ids,
  ),
  misreading('has no body', (webhook) => ({ ...webhook, raw: undefined }), told),
  misreading(
    'calls the event by another name',
    (webhook) => ({ ...webhook, vendorEvent: webhook.vendorEvent.toUpperCase() }),
    told,
  ),
  misreading(
    'says what it does not know',
    (webhook) => withEvents(webhook, (event) => ({ ...event, origin: undefined })),
    members,
  ),
  misreading(
    'has times in seconds',
    (webhook) => withEvents(webhook, (event) => ({ ...event, at: 1_750_000_000 })),
    members,
  ),
  misreading(
    'tells of groups that it does not declare',
    (webhook) =>
      withEvents(webhook, (event) => ('conversation' in event ? { ...event, conversation: 'group' } : event)),
    'an event about a message is in a conversation that is declared',
  ),
  ...(
    [
      ['decodes texts', (said) => decodeURIComponent(said.replaceAll('%', '%25')).replaceAll('%25', '%')],
      ['trims texts', (said) => said.trim()],
      ['takes numbers in texts for numbers', (said) => (Number(said) ? String(Number(said)) : said)],
    ] as readonly (readonly [string, (said: string) => string])[]
  ).map(([name, change]) =>
    misreading(
      name,
      (webhook, body) => {
        const said = JSON.parse(body).text;
        if (typeof said !== 'string') return webhook;
        return withEvents(webhook, (event) => ({ ...event, content: { type: 'text', text: change(said) } }));
      },
      text,
    ),
  ),
  misreading(
    'has the text for its hash',
    (webhook, body) => ({
      ...webhook,
      items: webhook.items.map(({ edit: change, ...item }) => ({
        ...item,
        ...(change && { edit: { ...change, contentHash: String(JSON.parse(body).text) } }),
      })),
    }),
    edit,
  ),
  misreading(
    'has one hash for all texts',
    (webhook) => ({
      ...webhook,
      items: webhook.items.map(({ edit: change, ...item }) => ({
        ...item,
        ...(change && { edit: { ...change, contentHash: 'hash' } }),
      })),
    }),
    edit,
  ),
  misreading(
    'has the text in the id of a message that may be edited',
    (webhook, body) => withIds(webhook, (id) => `${id} ${JSON.parse(body).text}`),
    edit,
  ),
  misreading('takes a question for an event', (webhook) => ({ ...webhook, kind: 'event' }), asks),
  misreading('takes an event for a question', (webhook) => ({ ...webhook, kind: 'veto' }), asks),
  broken('knows from the query what is not so', () => ({ kindOf: async () => 'event' }), asks),
  broken(
    'believes the query without its signature',
    () => ({
      async kindOf({ query }) {
        const kind = query.get('kind');
        return kind === 'veto' || kind === 'event' ? kind : undefined;
      },
    }),
    'a query without its signature proves nothing',
  ),
  misreading(
    'has one name for all signatures',
    (webhook) => ({ ...webhook, signature: { key: 'signature', ttlMs: 120_000 } }),
    named,
  ),
  misreading(
    'names a signature by the body, too, so that it may come with another one',
    (webhook, body) =>
      webhook.signature
        ? { ...webhook, signature: { ...webhook.signature, key: `${webhook.signature.key} ${body}` } }
        : webhook,
    named,
    'a signature that belongs to one request is not taken with another body',
  ),
  misreading(
    'forgets a signature that is still good',
    (webhook) =>
      webhook.signature ? { ...webhook, signature: { ...webhook.signature, ttlMs: 1_000 } } : webhook,
    named,
  ),
  broken('acknowledges with a failure', () => ({ acknowledge: () => ({ status: 500 }) }), acknowledged),
  broken(
    'acknowledges in a form that nobody can read',
    () => ({ acknowledge: () => ({ body: 'OK' }) }),
    acknowledged,
  ),
  broken(
    'refuses with a status that the vendor takes for a failure',
    (source) => ({
      answer: (item, verdict) => ({
        ...source.answer(item, verdict),
        ...(verdict.verdict === 'refuse' && { status: 500 }),
      }),
    }),
    answers,
    'what asks is answered by the deadline with what was told, also where the verdict cannot be carried out',
    inTime,
  ),
  broken('allows what is refused', () => ({ answer: () => ({ body: '{"go":true}' }) }), answers),
  broken(
    'answers a verdict that it does not have',
    (source) => ({
      answer: (item, verdict) =>
        source.answer(item, verdict.verdict === 'drop' ? { verdict: 'allow' } : verdict),
    }),
    'a verdict that is not declared is refused with a RangeError that names a field',
  ),
  broken(
    'does not say what is wrong with a verdict',
    (source) => ({
      answer(item, verdict) {
        if (verdict.verdict === 'drop') throw new RangeError('no');
        return source.answer(item, verdict);
      },
    }),
    'a verdict that is not declared is refused with a RangeError that names a field',
  ),
  broken(
    'cannot do what it declares',
    (source) => ({
      answer(item, verdict) {
        if (verdict.verdict === 'replace') throw new RangeError('content: never');
        return source.answer(item, verdict);
      },
    }),
    possible,
  ),
  declaring('does not declare an event that it tells of', 'user.online', undefined, told),
  declaring(
    'declares an event that nothing tells of',
    'group.full',
    { vendorEvents: ['full'], redelivered: 'never' },
    told,
  ),
  declaring(
    'does not say what happens without an answer',
    'message.sending',
    { unanswered: undefined },
    unanswered,
  ),
  declaring('says that an event which tells is answered', 'user.online', { unanswered: 'allow' }, unanswered),
  declaring('cannot refuse', 'message.sending', { verdicts: ['allow'] }, unanswered),
  declaring('hides that an event may come twice', 'user.offline', { mayRepeat: undefined }, ids),
];
