import { type BrokenChat, broken, withOptions } from './broken-chat.ts';

const without = (...names: readonly string[]) =>
  withOptions((options) =>
    Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name))),
  );

/** Chats that lose or change an option of a send. */
export const brokenOptions: readonly BrokenChat[] = [
  broken(
    'a swallowed signal',
    without('signal'),
    [
      'cancelling: a signal ends a list that is under way at once, and everybody is named',
      'cancelling: a signal that has aborted lets nothing leave, and everybody has failed',
      'cancelling: a signal that has aborted lets no broadcast and no registration leave',
      'cancelling: a signal ends a stream that is under way at once, and everybody who was pulled is named',
      'streams: a source that hangs is left when the signal aborts',
      'conversations, and what is asked of them: a signal ends it at once, with its reason as the cause, and one that has aborted lets nothing leave',
    ],
    /it took \d+ ms/,
  ),
  broken(
    'a signal of its own in place of the reason',
    withOptions((options) => {
      const own = new AbortController();
      options.signal?.addEventListener('abort', () => own.abort());
      return { ...options, ...(options.signal && { signal: own.signal }) };
    }),
    [
      "cancelling: the error of a cancelled send has the signal's reason as its cause",
      'cancelling: a signal has no listeners left when a send is over',
      'conversations, and what is asked of them: a signal ends it at once, with its reason as the cause, and one that has aborted lets nothing leave',
    ],
    /the cause is another/,
  ),
  broken(
    'a lost correlation id',
    without('correlationId'),
    [
      'telemetry: the correlation id reaches the hooks',
      'telemetry: the correlation id of a broadcast and of a registration reaches the hooks',
      'journal: a record has what was sent, for whom, and the correlation id',
      'conversations, and what is asked of them: the correlation id reaches the hooks',
    ],
    /has another correlation id/,
  ),
  broken(
    'a journal that is not passed on',
    without('journal'),
    [
      'journal: every call of a list and of a stream is kept before it leaves, by the name of the chat that makes it',
      'journal: every broadcast and registration is kept before it leaves',
      'journal: nothing leaves when the journal fails, and everybody has failed',
      'resume: a record finds its way back to the chat that made it, and nobody gets the message twice',
    ],
    /calls left that are not in the journal/,
  ),
  broken(
    'a journal that is told afterwards',
    withOptions(({ journal, ...options }) => ({
      ...options,
      ...(journal && { journal: { begin: (records) => void setImmediate(() => journal.begin(records)) } }),
    })),
    [
      'journal: every call of a list and of a stream is kept before it leaves, by the name of the chat that makes it',
    ],
    /calls left that are not in the journal/,
  ),
  broken(
    'a deadline that is not passed on',
    without('deadlineMs', 'timeoutMs'),
    [
      'time limits: a list ends by its deadline',
      'time limits: a stream ends each call by its deadline',
      'time limits: an attempt ends by its time limit',
      'time limits: a broadcast and a registration end by their deadlines',
      'conversations, and what is asked of them: it ends by its deadline, and is tried no more often than it allows',
    ],
    /and may take 2000/,
  ),
  broken(
    'attempts that are not counted',
    without('maxAttempts'),
    ['time limits: no call is tried more often than the send allows'],
    /was asked \d times/,
  ),
];
