import type { ConformanceCheck } from './check.ts';
import { broadcasts } from './families/broadcasts.ts';
import { cancelling } from './families/cancelling.ts';
import { conditions } from './families/conditions.ts';
import { contents } from './families/contents.ts';
import { description } from './families/description.ts';
import { edits } from './families/edits.ts';
import { fields } from './families/fields.ts';
import { groups } from './families/groups.ts';
import { journals } from './families/journal.ts';
import { lookups } from './families/lookups.ts';
import { pacing } from './families/pacing.ts';
import { partialFailure } from './families/partial-failure.ts';
import { purity } from './families/purity.ts';
import { readers } from './families/readers.ts';
import { recalls } from './families/recalls.ts';
import { receipts } from './families/receipts.ts';
import { repeats } from './families/repeats.ts';
import { resuming } from './families/resume.ts';
import { rooms } from './families/rooms.ts';
import { secrecy } from './families/secrecy.ts';
import { senders } from './families/senders.ts';
import { sessions } from './families/sessions.ts';
import { splitting } from './families/splitting.ts';
import { unclearOutcomes } from './families/unclear-outcomes.ts';
import { users } from './families/users.ts';
import { verifying } from './families/verifying.ts';

/** The whole contract, in the order in which it is best read. */
export const conformanceChecks: readonly ConformanceCheck[] = [
  ...description,
  ...contents,
  ...fields,
  ...conditions,
  ...senders,
  ...receipts,
  ...splitting,
  ...partialFailure,
  ...unclearOutcomes,
  ...repeats,
  ...journals,
  ...resuming,
  ...sessions,
  ...pacing,
  ...cancelling,
  ...secrecy,
  ...readers,
  ...purity,
  ...users,
  ...recalls,
  ...edits,
  ...lookups,
  ...broadcasts,
  ...groups,
  ...rooms,
  ...verifying,
];
