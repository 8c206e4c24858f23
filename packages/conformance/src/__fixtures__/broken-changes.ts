import type {
  ChatAdapter,
  EditPlan,
  ListReply,
  RecallPlan,
  ResultIds,
  VendorCall,
} from '@polychat/core/adapter';
import type { BrokenAdapter } from './broken-adapter.ts';
import { startChangingPigeon } from './changing-pigeon.ts';
import { startPigeon } from './pigeon.ts';
import { type Break, changeBatches, withPlans } from './with-calls.ts';

const broken = (
  name: string,
  breakIt: Break,
  caughtBy: readonly [string, ...string[]],
  says: RegExp,
): BrokenAdapter => ({ name, start: () => startChangingPigeon(breakIt), caughtBy, says });

type RecallCall = VendorCall<ListReply<ResultIds>>;

/** Changes every call of a recall. */
const withRecallCalls = (change: (call: RecallCall) => RecallCall): Break =>
  withPlans(({ recall }) => ({
    recall: (context): RecallPlan => {
      const plan = recall?.(context) as RecallPlan;
      return changeBatches(plan, (batch) => (batch.call ? { ...batch, call: change(batch.call) } : batch));
    },
  }));

/** Changes every call of an edit. */
const withEditCalls = (change: (call: VendorCall<ResultIds>) => VendorCall<ResultIds>): Break =>
  withPlans(({ edit }) => ({
    edit: (...given): EditPlan => {
      const plan = edit?.(...given) as EditPlan;
      return { ...plan, call: () => change(plan.call()) };
    },
  }));

/** Changes what the body of a call says. */
function withBody<Result>(
  call: VendorCall<Result>,
  change: (body: Record<string, unknown>) => Record<string, unknown>,
): VendorCall<Result> {
  const body = JSON.parse(call.body()?.text ?? '{}');
  return { ...call, body: () => ({ contentType: 'application/json', text: JSON.stringify(change(body)) }) };
}

const withChanges =
  (change: (capabilities: ChatAdapter['capabilities']) => object): Break =>
  (adapter) => ({
    ...adapter,
    capabilities: { ...adapter.capabilities, ...change(adapter.capabilities) },
  });

const gone = 'recalls: a message that is taken back is gone, and no other one';
const conflict = 'recalls: what was taken back before is a conflict, alone, and no harm is done';
const unclearRecall =
  'recalls: after an unclear attempt it is repeated, and what we did ourselves is no conflict';
const shared =
  'recalls: of a message to several recipients each is taken back by itself, whatever id they share';
const shows = 'edits: an edited message shows the new content to its recipient, and no other message changes';
const contents = 'edits: every content that is declared arrives whole, and every other one is refused';
const stays = 'edits: what an edit leaves out stays as it is';
const unclearEdit = 'edits: after an unclear attempt it is repeated, byte for byte';

const goneInGroups = 'groups: a message that is taken back is gone for all members, and no other one';
const showsInGroups =
  'groups: an edited message shows the new content to all members, and no other one changes';

/** Pigeons whose recalls and edits are wrong. */
export const brokenChanges: readonly BrokenAdapter[] = [
  broken(
    'calls a recall done without asking',
    withRecallCalls((call) => {
      const { letters = [] } = JSON.parse(call.body()?.text ?? '{}') as {
        readonly letters?: readonly { readonly user: string; readonly id: string }[];
      };
      const accepted = letters.map(({ user, id }) => ({ id: `${user} ${id}` }));
      return {
        ...withBody(call, () => ({ letters: [] })),
        read: () => ({ value: { accepted, failed: [] } }),
      };
    }),
    [gone],
    /the messages of whom one was taken back from/,
  ),
  broken(
    'takes "before" for done',
    withRecallCalls((call) => ({
      ...call,
      read: (reply, attempt) =>
        call.read({ ...reply, text: reply.text.replaceAll('"code":409', '"code":0') }, attempt),
    })),
    [conflict],
    /deep-equal/i,
  ),
  broken(
    'takes its own recall for a conflict',
    withRecallCalls((call) => ({
      ...call,
      read: (reply, attempt) => call.read(reply, { ...attempt, earlier: [] }),
    })),
    [unclearRecall],
    /after "reset" it is not accepted/,
  ),
  broken(
    'does not repeat an unclear recall',
    withRecallCalls((call) => ({ ...call, dedupWindowMs: 0 })),
    [unclearRecall],
    /after "reset" it is not accepted/,
  ),
  broken(
    'names every message of a batch by the first recipient',
    withPlans(({ recall }) => ({
      recall: (context): RecallPlan => {
        const plan = recall?.(context) as RecallPlan;
        return {
          ...plan,
          next: (pending) => plan.next(pending.map((ref) => ({ ...ref, to: pending[0]?.to ?? ref.to }))),
        };
      },
    })),
    [shared],
    /deep-equal/i,
  ),
  broken(
    'declares a recall that it does not plan',
    withPlans(() => ({ recall: undefined })),
    [gone],
    /recall: .* takes no messages back/,
  ),
  broken(
    'sends the old text once more',
    withEditCalls((call) => withBody(call, (body) => ({ ...body, text: 'as it was' }))),
    [shows],
    /the new text is not there/,
  ),
  broken(
    'declares a content to which nothing can be changed',
    withEditCalls((call) =>
      withBody(call, (body) => (body.kind === 'custom' ? { ...body, text: 'x' } : body)),
    ),
    [contents],
    /an edit to "custom" is not like a send/,
  ),
  broken(
    'empties the metadata that an edit leaves out',
    withEditCalls((call) => withBody(call, (body) => ({ note: '', ...body }))),
    [stays],
    /an edit of the content loses the metadata/,
  ),
  broken(
    'drops the metadata of an edit',
    withEditCalls((call) => withBody(call, ({ note: _, ...body }) => body)),
    [stays],
    /the new metadata is not there/,
  ),
  broken(
    'does not repeat an unclear edit',
    withEditCalls((call) => ({ ...call, dedupWindowMs: 0 })),
    [unclearEdit],
    /Error|network|reset/i,
  ),
  broken(
    'shows what an edit says in its preview',
    withEditCalls((call) => ({ ...call, describe: () => JSON.parse(call.body()?.text ?? '{}') })),
    ['edits: no preview of an edit shows a word of it'],
    /describe\(\) shows "zebra"/,
  ),
  broken(
    'takes a letter to a flock back from a user of its name',
    withRecallCalls((call) =>
      withBody(call, ({ letters }) => ({
        letters: (letters as readonly Record<string, unknown>[]).map(({ flock, user, ...letter }) => ({
          ...letter,
          user: user ?? flock,
        })),
      })),
    ),
    [goneInGroups],
    /no such letter/,
  ),
  broken(
    'changes what was said to a flock to what it was',
    withEditCalls((call) => withBody(call, (body) => ({ ...body, text: 'as it was' }))),
    [showsInGroups],
    /has the old text/,
  ),
  {
    name: 'declares edits that it does not plan (pigeon)',
    start: () =>
      startPigeon(
        withChanges(() => ({
          edit: {
            windowMs: { direct: 'unlimited' },
            content: { text: 'yes' },
            fields: {},
            metadataAlone: false,
            changesType: true,
          },
        })),
      ),
    caughtBy: [shows],
    says: /edit: .* changes no messages/,
  },
];
