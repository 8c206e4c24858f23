import { type Signal, useSignal } from '@preact/signals';
import type { GroupDetail } from '../../control/group-view.ts';
import type { Vendor } from '../../vendor.ts';
import { call } from '../state/api.ts';
import { groups } from '../state/groups.ts';
import { attempt } from '../state/notice.ts';
import { goToGroup } from '../state/route.ts';
import { vendorNames, vendorOrder } from '../state/vendors.ts';

/** What can be made at each vendor: a room, or a group of some type. */
const kinds: Readonly<Record<Vendor, readonly string[]>> = {
  zim: ['Group', 'Room'],
  tencentIm: ['Public', 'Work', 'Meeting', 'Community', 'AVChatRoom'],
};

/** Makes a group or a room, and goes there. */
export function AddGroup() {
  const id = useSignal('');
  const name = useSignal('');
  const vendor = useSignal<Vendor>('zim');
  const kind = useSignal('Group');
  const owner = useSignal('');
  const members = useSignal('');
  const isRoom = vendor.value === 'zim' && kind.value === 'Room';
  const add = () =>
    attempt(async () => {
      const made = await call<GroupDetail>('POST', 'groups', {
        vendor: vendor.value,
        channel: isRoom ? 'room' : 'group',
        id: id.value.trim(),
        ...(vendor.value === 'tencentIm' ? { type: kind.value } : {}),
        ...(name.value === '' ? {} : { name: name.value }),
        ...(isRoom || owner.value.trim() === '' ? {} : { owner: owner.value.trim() }),
        members: members.value.split(/[\s,]+/).filter(Boolean),
      });
      groups.refresh();
      goToGroup(made);
    }, `Added ${id.value.trim()}`);
  return (
    <section class="card setup-half" aria-label="Add a group or a room">
      <h2>Add a group or a room</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Choice
          label="At"
          value={vendor.value}
          options={vendorOrder.map((each) => [each, vendorNames[each]] as const)}
          onPick={(picked) => {
            vendor.value = picked as Vendor;
            kind.value = kinds[vendor.value][0] ?? '';
          }}
        />
        <Choice
          label="Kind"
          value={kind.value}
          options={kinds[vendor.value].map((each) => [each, each] as const)}
          onPick={(picked) => {
            kind.value = picked;
          }}
        />
        <Field label="Group or room" text={id} isRequired />
        <Field label="Title" text={name} />
        {!isRoom && <Field label="Owner" text={owner} isRequired={vendor.value === 'zim'} />}
        <Field label="Members, with commas between" text={members} />
        <button type="submit" class="button">
          Add the {isRoom ? 'room' : 'group'}
        </button>
      </form>
    </section>
  );
}

interface FieldProps {
  readonly label: string;
  readonly text: Signal<string>;
  readonly isRequired?: boolean;
}

function Field({ label, text, isRequired = false }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        required={isRequired}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onPick: (value: string) => void;
}

function Choice({ label, value, options, onPick }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
