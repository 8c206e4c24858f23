import { ChatError, type Problem } from '@polychat/core';
import { type BrokenChat, broken, brokenOfTwo } from './broken-chat.ts';

const words = "errors: nothing that comes back shows the message's words, or a secret";
const chatErrors = 'errors: what is thrown is a ChatError';
const checkFinds = 'check and preview: check finds what a send would refuse, and sends nothing';
const previewNames =
  'check and preview: preview names every recipient, by the id that you gave, and sends nothing';
const onlyEverywhere = 'users: a user is accepted only where every chat accepted them';
const namesField =
  'refusals: a bad message to a list is refused before anything is sent, and the error names the field';
const closed = 'closing: a closed chat refuses every send';
const partsClosed = 'closing: the chats that it is made of are closed with it';
const drain = 'closing: with drainMs, close does not wait longer, and what is left of a stream is cancelled';

export const brokenVerbs: readonly BrokenChat[] = [
  brokenOfTwo(
    'verify of one chat only',
    (first) => ({ verify: (options) => first.verify(options) }),
    ['verifying: every vendor is asked once, and has a result'],
    /not one result for each vendor/,
  ),
  broken(
    'verify that throws what it found',
    (chat) => ({
      verify: async (options) => {
        const found = await chat.verify(options);
        for (const { problem } of found) if (problem) throw new ChatError(problem);
        return found;
      },
    }),
    ['verifying: whatever a vendor does, nothing is thrown'],
    /a passing fault|connection|answer/,
  ),
  broken(
    'a chat without a method',
    () => ({ preview: undefined as never }),
    ['description: a chat has a name and every method'],
    /there is no method preview/,
  ),
  brokenOfTwo(
    'the apps of one chat only',
    (first) => ({ apps: first.apps }),
    ['description: apps are those of all chats that it is made of, each once'],
    /apps are not those/,
  ),
  broken(
    'dropped warnings',
    (chat) => ({
      sendDirect: async (...given) => ({ ...(await chat.sendDirect(...given)), warnings: [] }),
    }),
    ['telemetry: warnings arrive'],
    /is not in a receipt/,
  ),
  broken(
    'close that does not close',
    () => ({ close: async () => {} }),
    [closed, partsClosed, 'closing: close waits for a send that is under way, which ends as if nothing were'],
    /is not refused/,
  ),
  broken(
    'close that closes itself and not its chats',
    (chat) => {
      let isClosed = false;
      const refuse = () => {
        if (!isClosed) return;
        throw new ChatError({
          code: 'misconfigured',
          effect: 'not_sent',
          transient: false,
          retryable: false,
          message: 'the chat is closed',
        });
      };
      return {
        sendDirect: async (...given) => {
          refuse();
          return chat.sendDirect(...given);
        },
        deliver: (...given) => {
          refuse();
          return chat.deliver(...given);
        },
        sendBulk: (...given) => {
          refuse();
          return chat.sendBulk(...given);
        },
        close: async () => {
          isClosed = true;
        },
      };
    },
    [partsClosed],
    /is not refused/,
  ),
  broken(
    'close that does not wait',
    (chat) => ({
      close: async (options) => {
        void chat.close(options);
      },
    }),
    ['closing: close waits for a send that is under way, which ends as if nothing were'],
    /close has resolved while a send is under way/,
  ),
  broken(
    'close without its options',
    (chat) => ({ close: () => chat.close() }),
    [drain, 'closing: close refuses bad options'],
    /close took \d+ ms/,
  ),
  broken(
    'check that sends',
    (chat) => ({
      check(message) {
        if ('to' in (message ?? {})) void chat.sendDirect(message as never).catch(() => {});
        return chat.check(message);
      },
    }),
    ['check and preview: check finds nothing in a good message'],
    /check has sent something/,
  ),
  broken('check that finds nothing', () => ({ check: () => [] }), [checkFinds], /check finds something else/),
  broken(
    'preview that leaves out a part',
    (chat) => ({
      async *preview(message) {
        let isFirst = true;
        for await (const call of chat.preview(message)) {
          if (!isFirst) yield call;
          isFirst = false;
        }
      },
    }),
    [previewNames, 'check and preview: preview of a broadcast shows a call, and sends nothing'],
    /preview names other recipients/,
  ),
  broken(
    'preview that sends',
    (chat) => ({
      async *preview(message) {
        await chat.sendDirect(message as never).catch(() => {});
        yield* chat.preview(message);
      },
    }),
    [previewNames],
    /preview: \d+ requests were sent/,
  ),
  broken(
    'an error that names no field',
    (chat) => ({
      sendDirect: (message, options) =>
        chat.sendDirect(message, options).catch((error: unknown) => {
          if (!ChatError.is(error) || error.receipt) throw error;
          const { field: _, ...problem } = error.toJSON() as Problem;
          throw new ChatError(problem);
        }),
    }),
    [namesField, 'refusals: bad options are refused before anything is sent, and the error names the option'],
    /the error does not name the field/,
  ),
  broken(
    "an error with the message's words",
    (chat) => ({
      sendDirect: (message, options) =>
        chat.sendDirect(message, options).catch((error: unknown) => {
          if (!ChatError.is(error)) throw error;
          const { receipt } = error;
          const problem = { ...error.toJSON(), message: `not sent: ${JSON.stringify(message)}` };
          throw new ChatError(problem, receipt ? { receipt } : {});
        }),
    }),
    [words],
    /can be seen/,
  ),
  broken(
    'an error that is no ChatError',
    (chat) => ({
      broadcast: (message, options) =>
        chat.broadcast(message, options).catch(() => {
          throw new TypeError('it did not work');
        }),
    }),
    [chatErrors, 'broadcasts: it throws when nobody took it, and the error has the receipt'],
    /TypeError was thrown/,
  ),
  broken(
    'a promise that is forgotten',
    (chat) => ({
      sendDirect(message, options) {
        const sending = chat.sendDirect(message, options);
        void sending.then(() => {});
        return sending;
      },
    }),
    ['errors: no promise rejects that nobody looks at'],
    /has rejected unnoticed/,
  ),
  brokenOfTwo(
    'users that count as accepted where one chat accepted them',
    (first, second) => ({
      async registerUsers(users, options) {
        const receipt = await first.registerUsers(users, options);
        await second.registerUsers(users, options).catch(() => {});
        return receipt;
      },
    }),
    [onlyEverywhere],
    /bob was accepted, whom one vendor refused/,
  ),
  brokenOfTwo(
    'users that are registered where nobody sends',
    (_first, second) => ({ registerUsers: (users, options) => second.registerUsers(users, options) }),
    ['users: who was accepted can be sent to'],
    /who was registered is not known/,
  ),
  broken(
    'a broadcast that is made again where nobody knows',
    (chat) => ({
      broadcast: (message, options) =>
        chat.broadcast(message, options).catch(() => chat.broadcast(message, options)),
    }),
    ['broadcasts: one of which nobody knows is not made again, and the error says so'],
    /was asked 2 times/,
  ),
  brokenOfTwo(
    'a broadcast whose receipt leaves out a vendor',
    (first, second) => ({
      async broadcast(message, options) {
        await second.broadcast(message, options).catch(() => {});
        return first.broadcast(message, options);
      },
    }),
    ['broadcasts: every vendor that took a broadcast is in the receipt, once'],
    /vendor2 is not named/,
  ),
  brokenOfTwo(
    'a broadcast through the next chat because of an unclear one',
    (first, second) => ({
      broadcast: (message, options) =>
        first.broadcast(message, options).catch(() => second.broadcast(message, options)),
    }),
    ['broadcasts: one whose fate is unclear at a vendor is sent through no other for its sake'],
    /2 vendors were asked, and 1 are/,
  ),
  brokenOfTwo(
    'a record that is made again by another chat',
    (first, second) => ({
      sendDirect: (message, options) => second.sendDirect(message, options),
      resume: (record, options) => first.resume({ ...record, chat: first.name, vendor: first.name }, options),
    }),
    ['resume: a record finds its way back to the chat that made it, and nobody gets the message twice'],
    /./,
  ),
];
